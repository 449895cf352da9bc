package dev.vitals.health.checks;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceCheck;
import java.time.Duration;

/** One check that a real health runs, often. */
record Running(Health health) implements AutoCloseable {

  static final Duration TIMEOUT = ofMillis(500);

  static Running of(ServiceCheck.Builder check) {
    return of(check.period(ofMillis(50)).timeout(TIMEOUT).failureThreshold(1).build());
  }

  static Running of(HealthCheck check) {
    return new Running(Health.builder().service("acme.Foo", check).start());
  }

  CheckReport report() {
    return health.report("acme.Foo").orElseThrow().checks().get(0);
  }

  /** Waits for an outcome with a reason like this. */
  CheckReport becomes(Outcome outcome, String reason) {
    await()
        .atMost(ofSeconds(20))
        .untilAsserted(
            () -> {
              CheckReport report = report();
              assertThat(report.verdict()).as(report.describe()).isEqualTo(outcome);
              assertThat(report.decided().reason()).contains(reason);
            });
    return report();
  }

  CheckReport passes() {
    CheckReport report = becomes(Outcome.PASSING, "");
    assertThat(report.decided().isDegraded()).as(report.describe()).isFalse();
    return report;
  }

  CheckReport fails(String reason) {
    return becomes(Outcome.FAILING, reason);
  }

  /** Waits for some runs that fail. One that went on after its timeout would be the only one. */
  void endsItsRuns() {
    await()
        .atMost(ofSeconds(20))
        .until(this::report, report -> report.streak() >= 3 && report.overrun() == null);
  }

  @Override
  public void close() {
    health.close();
  }
}
