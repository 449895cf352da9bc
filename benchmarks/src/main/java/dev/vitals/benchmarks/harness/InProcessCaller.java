package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.Arrays;

/** What a change costs its caller with this many watchers in the same process, and no transport. */
record InProcessCaller(int watchers, Effort effort) implements Scenario {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);
  private static final int MANY = 10_000;

  @Override
  public String name() {
    return "in-process " + watchers;
  }

  @Override
  public Figures run(ServerProcess server) {
    long[] held = new long[MANY];
    long told = 0;
    int changes = 0;
    long begin = System.nanoTime() + effort.warmUp().toNanos();
    long end = begin + effort.measure().toNanos();
    for (long now = System.nanoTime(); now - end < 0 && changes < MANY; now = System.nanoTime()) {
      if (now - begin < 0) {
        changes = 0;
      }
      held[changes++] = server.set(told / watchers % 2 != 0).took();
      told += watchers;
      await(server, told);
    }
    return new Figures().micros("caller", Arrays.copyOf(held, changes));
  }

  private static void await(ServerProcess server, long told) {
    while (server.stats().get("told") < told) {
      Pause.of(LOOK_AGAIN);
    }
  }
}
