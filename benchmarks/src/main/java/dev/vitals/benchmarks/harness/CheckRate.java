package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.util.Map;

/**
 * Checks, many at once: how long one takes, and what it costs the server.
 *
 * <p>It is measured in slices, of which the lower quartile counts: what else the machine does comes
 * in spells of some seconds, which only ever slow it down.
 */
record CheckRate(int atOnce, int connections, TrialDurations durations) implements Scenario {

  private static final int SLICE_COUNT = 24;
  private static final int SLICES_PER_MEASURE = 8;

  @Override
  public String name() {
    return "check " + atOnce + "/" + connections;
  }

  @Override
  public boolean mayShare() {
    return true;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (CheckClient client = new CheckClient(server.port(), connections, atOnce)) {
      Pause.of(durations.warmUp(server));
      client.answered(); // or one of them wrongly, which fails the trial
    }
    server.rest(durations.rest());
    try (CheckClient client = new CheckClient(server.port(), connections, atOnce)) {
      Pause.of(durations.warmUp()); // again: the compiler had to share the processors before
      double[] slices = new double[SLICE_COUNT];
      Map<String, Long> before = server.stats();
      long first = client.answered();
      long answered = first;
      long at = System.nanoTime();
      for (int i = 0; i < SLICE_COUNT; i++) {
        Pause.of(durations.measure().dividedBy(SLICES_PER_MEASURE));
        long answeredBefore = answered;
        long began = at;
        answered = client.answered();
        at = System.nanoTime();
        slices[i] = (at - began) / 1e3 / (answered - answeredBefore);
      }
      Map<String, Long> after = server.stats();
      double all = answered - first;
      return new Figures()
          .quiet("check_us", slices)
          .put("cpu_a_check_us", (after.get("cpu") - before.get("cpu")) / 1e3 / all)
          .put("allocated_a_check_b", (after.get("allocated") - before.get("allocated")) / all);
    }
  }
}
