package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.util.Map;

/** Checks, many at once: how many a second, and what one costs the server. */
record CheckRate(int atOnce, int connections, Effort effort) implements Scenario {

  /** The compiler has to share the processors with what it compiles: it takes its time. */
  private static final int WARM_UPS = 3;

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
      Pause.of(effort.warmUp(server).multipliedBy(WARM_UPS));
      Map<String, Long> before = server.stats();
      long began = System.nanoTime();
      long answeredBefore = client.answered();
      Pause.of(effort.measure());
      double answered = client.answered() - answeredBefore;
      double nanos = System.nanoTime() - began;
      Map<String, Long> after = server.stats();
      return new Figures()
          .put("a_second", answered / nanos * 1e9)
          .put("check_us", nanos / answered / 1e3)
          .put("cpu_a_check_us", (after.get("cpu") - before.get("cpu")) / answered / 1e3)
          .put(
              "allocated_a_check_b", (after.get("allocated") - before.get("allocated")) / answered);
    }
  }
}
