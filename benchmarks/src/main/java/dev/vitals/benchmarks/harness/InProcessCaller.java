package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.Arrays;

/** What a change costs its caller with this many watchers in the same process, and no transport. */
record InProcessCaller(int watchers, TrialDurations durations) implements Scenario {

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(1);
  private static final Duration SETTLE = Duration.ofMillis(200);
  private static final int MAX_CHANGE_COUNT = 10_000;

  @Override
  public String name() {
    return "in-process " + watchers;
  }

  @Override
  public Figures run(ServerProcess server) {
    server.compile(durations.stormCap());
    long told = settled(server);
    boolean serving = true;
    long[] held = new long[MAX_CHANGE_COUNT];
    int changes = 0;
    long begin = System.nanoTime() + durations.warmUp(server).toNanos();
    long end = begin + durations.measure().toNanos();
    for (long now = System.nanoTime();
        now - end < 0 && changes < MAX_CHANGE_COUNT;
        now = System.nanoTime()) {
      if (now - begin < 0) {
        changes = 0;
      }
      serving = !serving;
      held[changes++] = server.set(serving).took();
      told += watchers;
      await(server, told);
    }
    return new Figures().micros("caller", Arrays.copyOf(held, changes));
  }

  /** Waits until nobody is told of anything any more; returns how many were told so far. */
  private static long settled(ServerProcess server) {
    long before = -1;
    long told = server.stats().get("told");
    while (told != before) {
      Pause.of(SETTLE);
      before = told;
      told = server.stats().get("told");
    }
    return told;
  }

  private static void await(ServerProcess server, long told) {
    while (server.stats().get("told") < told) {
      Pause.of(LOOK_INTERVAL);
    }
  }
}
