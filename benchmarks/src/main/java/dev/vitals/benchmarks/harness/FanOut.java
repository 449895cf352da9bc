package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** From a change to the last watcher over real sockets, and what the caller is held for. */
record FanOut(int watchers, int connections, TrialDurations durations) implements Scenario {

  private static final Duration SILENCE = Duration.ofMillis(30);
  private static final int SERVING = 1;
  private static final int MAX_FEW_WATCHERS = 100;

  @Override
  public String name() {
    return "fan-out " + watchers + "/" + connections;
  }

  @Override
  public boolean mayShare() {
    return true;
  }

  /**
   * Makes changes for so long.
   *
   * <p>With rests in between, a few watchers get few messages: what sends them would be compiled
   * while it is measured, of those subjects that merge {@link WatchClient#compile the changes} that
   * went before.
   */
  private void use(Flipper flipper, Duration step) {
    if (watchers <= MAX_FEW_WATCHERS) {
      flipper.flipAtOnce(step);
    } else {
      flipper.flip(step, durations.changes());
    }
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      client.connect(connections);
      client.openAll(1);
      if (server.isFresh()) {
        client.compile(server, durations.stormCap());
      }
      if (watchers > 1) {
        client.openAll(watchers - 1);
      }
      Flipper flipper = new Flipper(server, client.tally());
      durations.warmUp(server, step -> use(flipper, step));
      long messagesBefore = client.quiet(SILENCE);
      Map<String, Long> before = server.stats();
      flipper.flip(durations.measure(), durations.changes());
      Map<String, Long> after = server.stats();
      long messages = client.quiet(SILENCE) - messagesBefore;
      client.tally().await(flipper.status(), Duration.ZERO);
      server.set(true);
      client.tally().await(SERVING, durations.stormCap()); // else gRPC logs each that finds us gone
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
