package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.Transition;
import dev.vitals.health.core.Lab.Calls;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final ManualTime time = new ManualTime(NOON);
  private final Calls calls = new Calls();
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final ServiceCheck db = Lab.every10s("db", calls).failureThreshold(2).build();
  private final Health health =
      Lab.inline(time).service("a", db, HealthCheck.optional(cache)).start();

  private ServiceReport report() {
    return health.report("a").orElseThrow();
  }

  @Nested
  class The_report_of_a_service {

    @Test
    void says_status_since_when_and_how_many_transitions_led_there() {
      time.advance(ofMillis(300));
      calls.last().complete(CheckResult.passing());
      time.advance(ofSeconds(5));
      assertThat(report().service()).isEqualTo("a");
      assertThat(report().status()).isEqualTo(SERVING);
      assertThat(report().since()).isEqualTo(NOON.plusMillis(300));
      assertThat(report().revision()).isEqualTo(2);
      assertThat(report().reason()).isEmpty();
    }

    @Test
    void says_why_it_does_not_serve() {
      calls.last().completeExceptionally(new IllegalStateException("refused"));
      assertThat(report().status()).isEqualTo(NOT_SERVING);
      assertThat(report().reason()).isEqualTo("db: IllegalStateException: refused");
    }

    @Test
    void says_why_it_is_not_known() {
      assertThat(report().reason()).isEqualTo("db: no result yet");
      ServiceStatus warming = ServiceStatus.create("warming");
      health.addService("b", warming);
      assertThat(health.report("b").orElseThrow().reason()).isEqualTo("warming: not set yet");
      warming.set(CheckResult.unknown("warming up"));
      assertThat(health.report("b").orElseThrow().reason()).isEqualTo("warming: warming up");
    }

    @Test
    void is_empty_for_a_name_that_nobody_knows() {
      assertThat(health.report("nobody")).isEmpty();
    }

    @Test
    void is_for_the_server_as_a_whole_too() {
      assertThat(health.report("").orElseThrow().checks())
          .extracting(CheckReport::name)
          .containsExactly("db", "cache");
    }

    @Test
    void agrees_with_the_status_at_the_same_moment() {
      calls.last().complete(CheckResult.passing());
      time.advance(ofSeconds(500));
      assertThat(report().status()).isEqualTo(health.status("a"));
    }
  }

  @Nested
  class The_report_of_a_check_that_is_run {

    private CheckReport check() {
      return report().checks().get(0);
    }

    @Test
    void says_before_the_first_result_that_there_is_none() {
      assertThat(check())
          .isEqualTo(
              new CheckReport(
                  "db",
                  true,
                  Outcome.UNKNOWN,
                  CheckResult.unknown("no result yet"),
                  CheckResult.unknown("no result yet"),
                  0,
                  1,
                  null,
                  null,
                  null,
                  false,
                  null,
                  null,
                  Set.of(),
                  null));
    }

    @Test
    void says_result_reason_streak_age_and_duration() {
      time.advance(ofMillis(250));
      calls.last().complete(CheckResult.passing("slow"));
      time.advance(ofSeconds(3));
      assertThat(check())
          .isEqualTo(
              new CheckReport(
                  "db",
                  true,
                  Outcome.PASSING,
                  CheckResult.passing("slow"),
                  CheckResult.passing("slow"),
                  1,
                  1,
                  NOON.plusMillis(250),
                  ofSeconds(3),
                  ofMillis(250),
                  false,
                  null,
                  null,
                  Set.of(),
                  null));
    }

    @Test
    void tells_the_last_result_from_what_it_counts_as() {
      calls.last().complete(CheckResult.passing());
      time.advance(Lab.PERIOD);
      calls.last().complete(CheckResult.failing("refused"));
      assertThat(check().last().outcome()).isEqualTo(Outcome.FAILING);
      assertThat(check().verdict()).as("one of two").isEqualTo(Outcome.PASSING);
      assertThat(check().streak()).isEqualTo(1);
    }

    @Test
    void keeps_the_cause_in_the_process() {
      IllegalStateException cause = new IllegalStateException("refused");
      calls.last().completeExceptionally(cause);
      assertThat(check().last().cause()).isSameAs(cause);
    }
  }

  @Nested
  class The_report_of_a_status_that_is_set {

    @Test
    void has_no_duration_and_says_whether_it_is_critical() {
      cache.set(CheckResult.failing("lost"));
      CheckReport check = report().checks().get(1);
      assertThat(check.took()).isNull();
      assertThat(check.critical()).isFalse();
      assertThat(check.at()).isEqualTo(NOON);
      assertThat(check.last()).isEqualTo(CheckResult.failing("lost"));
    }
  }

  @Nested
  class The_description {

    @Test
    void is_a_few_lines_for_people() {
      time.advance(ofMillis(250));
      calls.last().completeExceptionally(new IllegalStateException("refused"));
      cache.set(CheckResult.passing());
      time.advance(ofSeconds(3));
      assertThat(report().describe())
          .isEqualTo(
              """
              'a' NOT_SERVING since 2026-11-23T12:00:00.250Z: db: IllegalStateException: refused
                db FAILING: IllegalStateException: refused [1 in a row, 3000 ms ago, took 250 ms]
                cache PASSING (optional) [1 in a row, 3000 ms ago]
                before that
                  UNKNOWN since 2026-11-23T12:00:00Z: db: no result yet""");
    }

    @Test
    void escapes_what_came_from_elsewhere() {
      health.addService("evil\n\u001b[31m\u202e", cache);
      cache.set(CheckResult.failing("lost\r\nINFO all is well"));
      String text = health.report("evil\n\u001b[31m\u202e").orElseThrow().describe();
      assertThat(text).startsWith("'evil\\u000A\\u001B[31m\\u202E' NOT_SERVING");
      assertThat(text).contains("lost\\u000D\\u000AINFO all is well");
      assertThat(text.lines()).hasSize(4);
    }
  }

  @Nested
  class The_history {

    @Test
    void has_each_transition_oldest_first_without_gaps() {
      time.advance(ofMillis(100));
      calls.last().complete(CheckResult.passing());
      health.drain();
      assertThat(report().history())
          .containsExactly(
              new Transition("a", SERVICE_UNKNOWN, UNKNOWN, "db: no result yet", NOON, 1),
              new Transition("a", UNKNOWN, SERVING, "", NOON.plusMillis(100), 2),
              new Transition("a", SERVING, NOT_SERVING, "draining", NOON.plusMillis(100), 3));
    }

    @ParameterizedTest(name = "of {0}")
    @ValueSource(ints = {0, 1, 2, 16})
    void is_bounded_and_keeps_the_last(int size) {
      Health bounded = Lab.inline(time).history(size).service("b", cache).start();
      for (int i = 0; i < 100; i++) {
        cache.set(i % 2 == 0 ? CheckResult.passing() : CheckResult.failing("lost"));
      }
      ServiceReport report = bounded.report("b").orElseThrow();
      assertThat(report.revision()).isEqualTo(101);
      assertThat(report.history())
          .extracting(Transition::revision)
          .containsExactlyElementsOf(
              java.util.stream.LongStream.rangeClosed(102 - size, 101).boxed().toList());
    }

    @Test
    void is_16_long_by_default() {
      for (int i = 0; i < 100; i++) {
        health.drain();
        health.resume();
      }
      assertThat(report().history()).hasSize(16);
    }

    @Test
    void does_not_change_in_a_report_that_was_given() {
      ServiceReport before = report();
      health.drain();
      assertThat(before.history()).hasSize(1);
    }
  }
}
