package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.Map;

/**
 * What 10,000 periodic checks cost: between their runs where the period is long, else with them.
 *
 * @param rest from their first runs, all at once, until it is measured
 */
record IdleChecks(int checks, Duration rest, Duration measure) implements Scenario {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(250);

  @Override
  public String name() {
    return "idle-checks " + checks;
  }

  @Override
  public Figures run(ServerProcess server) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (server.stats().get("runs") < checks) {
      if (System.nanoTime() - deadline > 0) {
        throw new HarnessException("first runs: not all within " + PATIENCE);
      }
      Pause.of(LOOK);
    }
    Pause.of(rest);
    Map<String, Long> before = server.stats();
    Pause.of(measure);
    Map<String, Long> after = server.stats();
    double runs = after.get("runs") - before.get("runs");
    double cpu = after.get("cpu") - before.get("cpu");
    return new Figures()
        .put("cpu_percent_of_a_core", 100 * cpu / measure.toNanos())
        .put("runs_a_second", runs / measure.toNanos() * 1e9);
  }
}
