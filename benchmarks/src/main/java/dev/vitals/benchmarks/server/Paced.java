package dev.vitals.benchmarks.server;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What a caller who comes at even intervals is held for. For one thread.
 *
 * <p>A call that is held for longer than the interval keeps those behind it from coming. They are
 * counted as if they had come and waited, or one call of ten seconds would weigh as little as one
 * of ten microseconds.
 */
final class Paced {

  private long[] held = new long[1024];
  private int calls;

  private Paced() {}

  /**
   * Calls once an interval, for so long, and once at least.
   *
   * @param call makes one call and returns for how long it was held, in nanoseconds
   * @return how many calls there were, and of them the median, the 99th percentile and the most
   */
  static Map<String, Long> run(long durationNanos, long intervalNanos, LongSupplier call) {
    Paced paced = new Paced();
    long end = System.nanoTime() + durationNanos;
    long due = System.nanoTime();
    do {
      paced.took(call.getAsLong(), intervalNanos);
      due = Math.max(due + intervalNanos, System.nanoTime());
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } while (System.nanoTime() - end < 0);
    return paced.summary();
  }

  private void took(long nanos, long interval) {
    for (long each = nanos; each > 0; each -= interval) {
      if (calls == held.length) {
        held = Arrays.copyOf(held, 2 * calls);
      }
      held[calls++] = each;
    }
  }

  private Map<String, Long> summary() {
    long[] sorted = Arrays.copyOf(held, calls);
    Arrays.sort(sorted);
    return Map.of(
        "calls", (long) calls,
        "p50", sorted[calls / 2],
        "p99", sorted[calls - 1 - calls / 100],
        "most", sorted[calls - 1]);
  }
}
