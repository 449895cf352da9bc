package dev.vitals.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ServiceReportTest {

  @Test
  void tells_the_time_to_the_millisecond_so_that_the_line_stays_short() {
    Instant since = Instant.parse("2026-11-23T06:10:52.475382779Z");
    ServiceReport report =
        new ServiceReport(
            "acme.Foo", ServingStatus.NOT_SERVING, "db: lost", since, 2, List.of(), List.of());
    assertThat(report.describe())
        .isEqualTo("'acme.Foo' NOT_SERVING since 2026-11-23T06:10:52.475Z: db: lost");
  }

  @Test
  void shows_what_decided_first_and_what_decides_now_if_they_differ() {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    Transition fell =
        new Transition("a", ServingStatus.SERVING, ServingStatus.NOT_SERVING, "db: lost", noon, 2);
    ServiceReport report =
        new ServiceReport("a", fell.to(), "cache: full\n", noon, 2, List.of(), List.of(fell));
    assertThat(report.describe())
        .isEqualTo(
            "'a' NOT_SERVING since 2026-11-23T12:00:00Z: db: lost\n  now: cache: full\\u000A");
  }

  @Test
  void shows_the_statuses_before_newest_first_and_at_most_five() {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    List<Transition> history = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      boolean serves = i % 2 == 0;
      history.add(
          new Transition(
              "acme.Foo",
              serves ? ServingStatus.NOT_SERVING : ServingStatus.SERVING,
              serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING,
              serves ? "" : "lost\n" + i,
              noon.plusSeconds(i),
              i + 1));
    }
    Transition last = history.get(9);
    ServiceReport report =
        new ServiceReport("acme.Foo", last.to(), last.reason(), last.at(), 10, List.of(), history);
    assertThat(report.describe())
        .isEqualTo(
            """
            'acme.Foo' NOT_SERVING since 2026-11-23T12:00:09Z: lost\\u000A9
              before that
                SERVING since 2026-11-23T12:00:08Z
                NOT_SERVING since 2026-11-23T12:00:07Z: lost\\u000A7
                SERVING since 2026-11-23T12:00:06Z
                NOT_SERVING since 2026-11-23T12:00:05Z: lost\\u000A5
                SERVING since 2026-11-23T12:00:04Z""");
  }
}
