package dev.vitals.benchmarks.server;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * What a caller who comes at even intervals is held for. For one thread.
 *
 * <p>A call that is held for longer than the interval keeps those behind it from coming
 * (coordinated omission). They are counted as if they had come and waited, or one call of ten
 * seconds would weigh as little as one of ten microseconds.
 */
final class Paced {

  private static final int SIGNIFICANT_DIGITS = 3;

  private Paced() {}

  /**
   * Calls once an interval, for so long, and once at least.
   *
   * @param call makes one call and returns for how long it was held, in nanoseconds
   * @return how many calls there were, and of them the median, the 99th percentile and the most,
   *     each to a thousandth of its value
   */
  static Map<String, Long> run(long durationNanos, long intervalNanos, LongSupplier call) {
    Histogram held = new Histogram(SIGNIFICANT_DIGITS);
    long end = System.nanoTime() + durationNanos;
    long due = System.nanoTime();
    do {
      held.recordValueWithExpectedInterval(call.getAsLong(), intervalNanos);
      due = Math.max(due + intervalNanos, System.nanoTime());
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } while (System.nanoTime() - end < 0);
    return Map.of(
        "calls", held.getTotalCount(),
        "p50", held.getValueAtPercentile(50),
        "p99", held.getValueAtPercentile(99),
        "most", held.getMaxValue());
  }
}
