package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Watchers that all come at once, until each has its first status. */
record Establish(int watchers, int connections, int times) implements Scenario {

  private static final Duration SETTLE = Duration.ofMillis(200);

  @Override
  public String name() {
    return "establish " + watchers + "/" + connections;
  }

  @Override
  public boolean mayShare() {
    return true;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    long[] took = new long[times];
    long cpu = 0;
    try (WatchClient client = new WatchClient(server.port())) {
      for (int i = 0; i < times; i++) {
        client.connect(connections);
        server.collect(); // so that the garbage of those before is not collected beside these
        long cpuBefore = server.stats().get("cpu");
        long began = System.nanoTime();
        took[i] = client.openAll(watchers) - began;
        cpu = i < times / 2 ? 0 : cpu + server.stats().get("cpu") - cpuBefore;
        client.disconnect();
        Pause.of(SETTLE);
      }
    }
    long[] warm = Arrays.copyOfRange(took, times / 2, times);
    return new Figures()
        .micros("all", warm)
        .put("first_time_us", took[0] / 1e3)
        .put("cpu_a_watcher_us", cpu / 1e3 / warm.length / watchers);
  }
}
