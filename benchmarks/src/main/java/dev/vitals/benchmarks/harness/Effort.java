package dev.vitals.benchmarks.harness;

import java.time.Duration;

/**
 * How long a trial may take.
 *
 * @param first before it counts, on a fresh server: the compiler has seen the code by then
 * @param warmUp before it counts, on a server that has been in use
 * @param longer how many times as long that may be, until the compiler has come to rest
 * @param measure while it counts
 * @param changes how many are timed at least, however long they take
 * @param stormCap after which a storm that is still on is cut off, and counts as at least so long
 */
record Effort(
    Duration first, Duration warmUp, int longer, Duration measure, int changes, Duration stormCap) {

  /** For a look: enough where a subject's server is shared by its scenarios. */
  static final Effort QUICK =
      new Effort(
          Duration.ofMillis(3300),
          Duration.ofMillis(500),
          1,
          Duration.ofMillis(600),
          10,
          Duration.ofSeconds(6));

  /** For the record. */
  static final Effort FULL =
      new Effort(
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          4,
          Duration.ofMillis(1500),
          20,
          Duration.ofSeconds(180));

  Duration warmUp(ServerProcess server) {
    return server.isFresh() ? first : warmUp;
  }
}
