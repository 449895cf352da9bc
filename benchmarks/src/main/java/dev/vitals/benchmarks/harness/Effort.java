package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long a trial may take.
 *
 * @param first before it counts, on a fresh server: the compiler has seen the code by then
 * @param warmUp before it counts, on a server that has been in use
 * @param longer how many times as long that may be, until the compiler has come to rest
 * @param step after how much of it the compiler is looked at
 * @param rest how long the compiler may have the processors to itself after each step: a server
 *     that is kept busy leaves it work that it would do while it is measured
 * @param measure while it counts
 * @param changes how many are timed at least, however long they take
 * @param stormCap after which a storm that is still on is cut off, and counts as at least so long
 */
record Effort(
    Duration first,
    Duration warmUp,
    int longer,
    Duration step,
    Duration rest,
    Duration measure,
    int changes,
    Duration stormCap) {

  /** For a look: enough where a subject's server is shared by its scenarios. */
  static final Effort QUICK =
      new Effort(
          Duration.ofMillis(1000),
          Duration.ofMillis(500),
          4,
          Duration.ofMillis(500),
          Duration.ofSeconds(6),
          Duration.ofMillis(600),
          10,
          Duration.ofSeconds(6));

  /** For the record. */
  static final Effort FULL =
      new Effort(
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          4,
          Duration.ofSeconds(2),
          Duration.ZERO,
          Duration.ofMillis(1500),
          20,
          Duration.ofSeconds(180));

  /** What the compiler takes for a step when it has come to rest. */
  private static final Duration AT_REST = Duration.ofMillis(100);

  Duration warmUp(ServerProcess server) {
    return server.isFresh() ? first : warmUp;
  }

  /**
   * Warms a server up until its compiler has come to rest, nearly; or longer by so many times.
   *
   * @param use uses it for so long, as it is used while it is measured
   */
  void warmUp(ServerProcess server, Consumer<Duration> use) {
    long least = warmUp(server).toNanos();
    long most = least * longer;
    long used = 0;
    for (boolean rests = false; used < least || (!rests && used < most); ) {
      long compiled = compiling(server);
      long began = System.nanoTime();
      use.accept(step);
      used += System.nanoTime() - began;
      server.rest(rest);
      rests = compiling(server) - compiled <= AT_REST.toNanos();
    }
  }

  private static long compiling(ServerProcess server) {
    return server.stats().getOrDefault("compiling", 0L);
  }
}
