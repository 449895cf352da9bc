package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for time to pass. */
final class Pause {

  private Pause() {}

  static void of(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
