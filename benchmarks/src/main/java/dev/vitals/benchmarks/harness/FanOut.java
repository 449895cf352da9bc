package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** From a change to the last watcher over real sockets, and what the caller is held for. */
record FanOut(int watchers, int connections, Effort effort) implements Scenario {

  private static final Duration SILENCE = Duration.ofMillis(30);

  @Override
  public String name() {
    return "fan-out " + watchers + "/" + connections;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      client.connect(connections);
      client.openAll(watchers);
      Flipper flipper = new Flipper(server, client.tally()).flip(effort.warmUp());
      long messagesBefore = client.quiet(SILENCE);
      Map<String, Long> before = server.stats();
      flipper.flip(effort.measure());
      Map<String, Long> after = server.stats();
      long messages = client.quiet(SILENCE) - messagesBefore;
      client.tally().await(flipper.status(), Duration.ZERO);
      if (messages != (long) watchers * flipper.changes()) {
        throw new HarnessException(
            "messages: %d (expected: one a watcher and change, %d)"
                .formatted(messages, (long) watchers * flipper.changes()));
      }
      return new Figures()
          .micros("last", flipper.toLast())
          .micros("caller", flipper.held())
          .put("cpu_a_change_us", (after.get("cpu") - before.get("cpu")) / 1e3 / flipper.changes())
          .put(
              "allocated_a_message_b",
              (double) (after.get("allocated") - before.get("allocated")) / messages)
          .put("changes", flipper.changes());
    }
  }
}
