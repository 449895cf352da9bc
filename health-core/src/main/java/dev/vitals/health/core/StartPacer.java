package dev.vitals.health.core;

import java.time.Duration;

/**
 * Spreads the runs of many checks that are due at one moment, so that a server that starts, or goes
 * on after a pause, does not ask everything it depends on at once. Guarded by the kernel's lock.
 *
 * <p>In a tenth of a second, {@value #AT_LEAST} checks start, or twice as many as their periods make
 * of them in the long run, whichever is more. Four hundred checks have all begun within a second.
 */
final class StartPacer {

  static final int AT_LEAST = 40;

  private static final long WINDOW_NANOS = Duration.ofMillis(101).toNanos();

  private double startsPerNano; // of all checks that run in the background, in the long run
  private boolean begun;
  private long window; // when the present window began, or the one that is being filled will
  private int starts; // in it

  void added(ServiceCheck check) {
    startsPerNano += rate(check);
  }

  void removed(ServiceCheck check) {
    startsPerNano = Math.max(0, startsPerNano - rate(check));
  }

  private static double rate(ServiceCheck check) {
    return check.onDemand ? 0 : 1.0 / check.intervalNanos;
  }

  /** Returns after how many nanoseconds one more check may start, and counts it. */
  long delay(long now) {
    if (!begun || now - window >= WINDOW_NANOS) {
      begun = true;
      window = now;
      starts = 0;
    }
    if (starts >= Math.max(AT_LEAST, 2 * startsPerNano * WINDOW_NANOS)) {
      window += WINDOW_NANOS;
      starts = 0;
    }
    starts++;
    return Math.max(0, window - now);
  }
}
