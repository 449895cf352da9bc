package dev.vitals.health.core;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Spreads the first runs of many checks, and those that are overdue after a long pause, so that a
 * server does not ask everything it depends on at once. Guarded by the kernel's lock.
 *
 * <p>In each window of a tenth of a second, {@value #AT_LEAST} checks start, or twice as many as
 * their periods cause on average, whichever is more. So four hundred checks have begun within a
 * second. The checks of a window start together: if a timer is late, those of two windows may do so
 * within a tenth of a second.
 */
final class StartPacer {

  static final int AT_LEAST = 40;

  private static final long WINDOW_NANOS = Duration.ofMillis(101).toNanos();

  private double startsPerNano; // of all background checks, on average
  private boolean begun;
  private long window; // the start of the window that is being filled; may lie ahead
  private int starts; // in the window

  /** How many starts that were counted do not take place, by when. */
  private final NavigableMap<Long, Integer> givenBack =
      new TreeMap<>((a, b) -> Long.signum(a - b)); // compares differences

  void added(ServiceCheck check) {
    startsPerNano += rate(check);
  }

  void removed(ServiceCheck check) {
    startsPerNano = Math.max(0, startsPerNano - rate(check));
  }

  private static double rate(ServiceCheck check) {
    return check.onDemand ? 0 : 1.0 / check.intervalNanos;
  }

  /** Returns how many nanoseconds one more check must wait before it starts, and counts it. */
  long delay(long now) {
    while (!givenBack.isEmpty()) {
      long start = givenBack.firstKey();
      takeBack(start);
      if (start - now >= 0) {
        return start - now;
      }
    }
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

  private void takeBack(long start) {
    int left = givenBack.getOrDefault(start, 1) - 1;
    if (left == 0) {
      givenBack.remove(start);
    } else {
      givenBack.put(start, left);
    }
  }

  /** Gives a start back which does not take place, because its check was removed before. */
  void giveBack(long start) {
    givenBack.merge(start, 1, Integer::sum);
  }
}
