package dev.vitals.benchmarks.harness;

import java.time.Duration;

/**
 * How long a trial may take.
 *
 * @param warmUp before it counts: the compiler has seen the code by then
 * @param measure while it counts
 * @param changes how many are timed at least, however long they take
 * @param stormCap after which a storm that is still on is cut off, and counts as at least so long
 */
record Effort(Duration warmUp, Duration measure, int changes, Duration stormCap) {

  /** For a look: half of what is measured still compiles, so that each process differs. */
  static final Effort QUICK =
      new Effort(Duration.ofMillis(600), Duration.ofMillis(500), 10, Duration.ofSeconds(12));

  /** For the record. */
  static final Effort FULL =
      new Effort(Duration.ofSeconds(5), Duration.ofSeconds(3), 20, Duration.ofSeconds(180));
}
