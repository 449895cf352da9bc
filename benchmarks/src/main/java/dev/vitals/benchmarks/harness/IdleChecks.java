package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.Map;

/** What 10,000 periodic checks cost while they wait for their minute. */
record IdleChecks(int checks, Duration settle, Duration measure) implements Scenario {

  @Override
  public String name() {
    return "idle-checks " + checks;
  }

  @Override
  public Figures run(ServerProcess server) {
    Pause.of(settle);
    Map<String, Long> before = server.stats();
    if (before.get("runs") < checks) {
      throw new HarnessException(
          "first runs: " + before.get("runs") + " (expected: " + checks + ")");
    }
    Pause.of(measure);
    Map<String, Long> after = server.stats();
    double runs = after.get("runs") - before.get("runs");
    double cpu = after.get("cpu") - before.get("cpu");
    return new Figures()
        .put("cpu_percent_of_a_core", 100 * cpu / measure.toNanos())
        .put("runs_a_second", runs / measure.toNanos() * 1e9)
        .put("cpu_a_run_us", cpu / runs / 1e3);
  }
}
