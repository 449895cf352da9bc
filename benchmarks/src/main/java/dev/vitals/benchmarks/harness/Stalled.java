package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;

/**
 * One watcher that reads its first status and no other, during a million changes; and what it gets
 * when it reads on.
 */
record Stalled(int changes, TrialDurations durations) implements Scenario {

  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final int ONE_STATUS_BYTES = 7; // gRPC's prefix, and a field

  @Override
  public String name() {
    return "stalled " + changes;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      client.connect(1, ONE_STATUS_BYTES);
      client.openAll(1); // it is there before anything is changed
      // Loads and compiles what is about to be measured.
      server.flapAll(changes / 10, durations.stormCap());
      long before = server.collect().get("heap");
      // The last is not what it was told first.
      Change flapped = server.flapAll(changes + 1, durations.stormCap());
      long after = server.collect().get("heap");
      if (client.tally().messages() != 1) {
        throw new HarnessException("messages: some (expected: none, the window is full)");
      }
      Flipper flipper = new Flipper(server, client.tally());
      flipper.flapped(changes / 10 + changes + 1);
      client.resume();
      client.tally().await(flipper.status(), durations.stormCap());
      long messages = client.quiet(SILENCE);
      client.tally().await(flipper.status(), durations.stormCap());
      return new Figures()
          .put("growth_kb", (after - before) / 1e3)
          .put("stale_messages", messages - 2) // the first and the last are not
          .put("caller_a_change_us", flapped.took() / 1e3 / changes);
    }
  }
}
