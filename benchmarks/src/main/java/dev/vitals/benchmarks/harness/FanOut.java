package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** From a change to the last watcher over real sockets, and what the caller is held for. */
record FanOut(int watchers, int connections, Effort effort) implements Scenario {

  private static final Duration SILENCE = Duration.ofMillis(30);
  private static final int COMPILED = 20_000; // an even number: it ends on what it began with
  private static final int SERVING = 1;

  @Override
  public String name() {
    return "fan-out " + watchers + "/" + connections;
  }

  /**
   * Makes so many changes, of which one watcher is told, that the caller's code is compiled. The
   * warm-up alone has some hundreds, after which it is still interpreted in part.
   */
  private void compile(ServerProcess server, WatchClient client) {
    server.flap(COMPILED);
    if (server.flapped(effort.stormCap()) == null) {
      throw new HarnessException("changes: not made within " + effort.stormCap());
    }
    client.tally().await(SERVING, effort.stormCap());
    client.quiet(SILENCE);
  }

  @Override
  public boolean mayShare() {
    return true;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      client.connect(connections);
      client.openAll(1);
      if (server.isFresh()) {
        compile(server, client);
      }
      if (watchers > 1) {
        client.openAll(watchers - 1);
      }
      Flipper flipper =
          new Flipper(server, client.tally()).flip(effort.warmUp(server), effort.changes());
      long messagesBefore = client.quiet(SILENCE);
      Map<String, Long> before = server.stats();
      flipper.flip(effort.measure(), effort.changes());
      Map<String, Long> after = server.stats();
      long messages = client.quiet(SILENCE) - messagesBefore;
      client.tally().await(flipper.status(), Duration.ZERO);
      server.set(true);
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
