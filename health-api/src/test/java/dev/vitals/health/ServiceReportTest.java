package dev.vitals.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
}
