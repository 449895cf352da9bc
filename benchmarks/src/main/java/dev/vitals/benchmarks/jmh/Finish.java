package dev.vitals.benchmarks.jmh;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where watchers arrive, each once a change, and one thread waits for the last.
 *
 * <p>The waiting thread arms it before the change; {@link #arrive} is for any thread.
 */
final class Finish {

  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private final AtomicInteger missing = new AtomicInteger();
  private volatile Thread waiting = Thread.currentThread();

  void arm(int watchers) {
    waiting = Thread.currentThread();
    missing.set(watchers);
  }

  void arrive() {
    if (missing.decrementAndGet() == 0) {
      LockSupport.unpark(waiting);
    }
  }

  /** Waits for the last; fails if one arrives twice, or never. */
  void await() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int left;
    while ((left = missing.get()) > 0) {
      LockSupport.parkNanos(deadline - System.nanoTime());
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("watchers not told: " + left + " (expected: 0)");
      }
    }
    if (left < 0) {
      throw new IllegalStateException("watchers told twice: " + -left + " (expected: 0)");
    }
  }
}
