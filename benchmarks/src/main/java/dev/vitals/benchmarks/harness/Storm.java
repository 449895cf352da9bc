package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Changes back to back, faster than watchers can be told: until all hold the final value. It is one
 * change more than its name says, so that this value is not the one that they held before.
 */
record Storm(int changes, int watchers, int connections, TrialDurations durations)
    implements Scenario {

  private static final Duration SILENCE = Duration.ofMillis(250);

  @Override
  public String name() {
    return "storm " + changes + "x" + watchers;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      client.connect(connections);
      client.openAll(connections);
      client.compile(server, durations.stormCap());
      client.openAll(watchers - connections);
      Flipper flipper =
          new Flipper(server, client.tally()).flip(durations.warmUp(server), durations.changes());
      long messagesBefore = client.quiet(SILENCE);
      Map<String, Long> before = server.stats();
      long deadline = System.nanoTime() + durations.stormCap().toNanos();
      long began = System.nanoTime();
      server.flap(changes + 1);
      Change storm = server.flapped(durations.stormCap());
      int held = flipper.status();
      flipper.flapped(changes + 1);
      if (flipper.status() == held) {
        throw new HarnessException("storm: it ends on the status that everybody held before");
      }
      while (storm != null && System.nanoTime() - deadline < 0) {
        long messages = client.tally().messages();
        Pause.of(SILENCE);
        if (messages == client.tally().messages() && client.tally().isAgreed(flipper.status())) {
          Map<String, Long> after = server.stats();
          long agreed = client.tally().agreedAt() - storm.at();
          long lasted = Math.max(agreed, storm.took()); // merged changes send no message
          return figures(lasted, messages - messagesBefore, false)
              .put("caller_ms", storm.took() / 1e6)
              .put("cpu_ms", (after.get("cpu") - before.get("cpu")) / 1e6)
              .put("peak_heap_mb", after.get("peak") / 1e6);
        }
      }
      // Not over by now: what is known is that it takes longer.
      return figures(System.nanoTime() - began, client.tally().messages() - messagesBefore, true);
    }
  }

  private Figures figures(long nanos, long messages, boolean cutOff) {
    return new Figures()
        .put("final_ms", nanos / 1e6)
        .put("messages_a_watcher", (double) messages / watchers)
        .put("cut_off", cutOff ? 1 : 0);
  }
}
