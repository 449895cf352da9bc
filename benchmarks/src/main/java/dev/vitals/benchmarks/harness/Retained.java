package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The heap that an idle watcher keeps, its connection's own not counted. */
record Retained(int watchers, int connections) implements Scenario {

  private static final Duration SETTLE = Duration.ofMillis(700);

  @Override
  public String name() {
    return "retained " + watchers + "/" + connections;
  }

  @Override
  public boolean mayShare() {
    return true;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      if (server.isFresh()) { // once for all that is loaded, pooled and cached the first time
        client.connect(connections);
        client.openAll(watchers);
        client.disconnect();
        Pause.of(SETTLE);
      }
      client.connect(connections);
      client.openAll(connections);
      Pause.of(SETTLE);
      Map<String, Long> before = server.collect();
      client.openAll(watchers);
      Pause.of(SETTLE);
      Map<String, Long> after = server.collect();
      Figures figures = new Figures();
      figures.put("heap_a_watcher_b", (double) (after.get("heap") - before.get("heap")) / watchers);
      if (after.containsKey("stack")) {
        figures.put(
            "stack_a_watcher_b", (double) (after.get("stack") - before.get("stack")) / watchers);
      }
      return figures;
    }
  }
}
