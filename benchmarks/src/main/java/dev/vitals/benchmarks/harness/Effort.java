package dev.vitals.benchmarks.harness;

import java.time.Duration;

/**
 * How long a trial may take.
 *
 * @param warmUp before it counts: the compiler has seen the code by then
 * @param measure while it counts
 * @param stormCap after which a storm that is still on is cut off, and counts as at least so long
 */
record Effort(Duration warmUp, Duration measure, Duration stormCap) {

  /** For a look: most figures are within a fifth of those of a full run. */
  static final Effort QUICK =
      new Effort(Duration.ofMillis(1200), Duration.ofMillis(800), Duration.ofSeconds(12));

  /** For the record. */
  static final Effort FULL =
      new Effort(Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofSeconds(180));
}
