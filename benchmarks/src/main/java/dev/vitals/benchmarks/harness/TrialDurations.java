package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long the phases of a trial last.
 *
 * @param first warm-up on a fresh server, so that the JIT compiler has seen the code
 * @param warmUp warm-up on a server that has been measured before
 * @param longer by which factor a warm-up may be extended while the compiler is still busy
 * @param step how often the compiler is looked at during a warm-up
 * @param rest how long the server may idle after each step, so that the compiler catches up before
 *     anything is measured
 * @param measure how long changes are timed
 * @param changes how many changes are timed at least, however long they take
 * @param stormCap after how long a storm is cut off; its figure is then a lower bound
 */
record TrialDurations(
    Duration first,
    Duration warmUp,
    int longer,
    Duration step,
    Duration rest,
    Duration measure,
    int changes,
    Duration stormCap) {

  /** For a quick run, in which the scenarios of a subject share a server. */
  static final TrialDurations QUICK =
      new TrialDurations(
          Duration.ofMillis(1000),
          Duration.ofMillis(500),
          4,
          Duration.ofMillis(500),
          Duration.ofSeconds(6),
          Duration.ofMillis(600),
          10,
          Duration.ofSeconds(6));

  /** For a full run. */
  static final TrialDurations FULL =
      new TrialDurations(
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          4,
          Duration.ofSeconds(2),
          Duration.ZERO,
          Duration.ofMillis(1500),
          20,
          Duration.ofSeconds(180));

  /** The compiler is idle if it takes no more than this during a step. */
  private static final Duration MAX_IDLE_COMPILE_TIME = Duration.ofMillis(100);

  Duration warmUp(ServerProcess server) {
    return server.isFresh() ? first : warmUp;
  }

  /**
   * Warms a server up until its compiler is idle, or until the warm-up has been extended as far as
   * it may be.
   *
   * @param use puts the same load on the server for this long as the measurement does
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
      rests = compiling(server) - compiled <= MAX_IDLE_COMPILE_TIME.toNanos();
    }
  }

  private static long compiling(ServerProcess server) {
    return server.stats().getOrDefault("compiling", 0L);
  }
}
