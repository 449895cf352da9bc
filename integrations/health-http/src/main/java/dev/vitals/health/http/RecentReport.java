package dev.vitals.health.http;

import dev.vitals.health.HealthReport;
import dev.vitals.health.HealthSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A report of all services that requests share, since to make one may hold up a change of a status.
 * Thread-safe: who asks while one is being made waits for that one.
 */
final class RecentReport {

  private static final Duration LONGEST_USE = Duration.ofMillis(100);

  private final HealthSource source;

  // Both guarded by this.
  private @Nullable HealthReport last;
  private long lastAt;

  RecentReport(HealthSource source) {
    this.source = source;
  }

  /** Returns a report that is at most a tenth of a second old. */
  synchronized HealthReport report() {
    HealthReport report = last;
    if (report == null || System.nanoTime() - lastAt > LONGEST_USE.toNanos()) {
      report = source.report();
      last = report;
      lastAt = System.nanoTime();
    }
    return report;
  }
}
