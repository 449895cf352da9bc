package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What it costs to change a service among 100,000 of them, beside what it costs among 100: to set
 * one of fifty, to add and to remove one, and to refuse a List that would be too long. To be told,
 * not to be judged: to set any of them, of which 100,000 are more than a processor's caches hold.
 */
record Services(TrialDurations durations) implements Scenario {

  private static final List<String> OPERATIONS =
      List.of("set", "set_any", "set_new", "add", "remove", "refuse");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Override
  public String name() {
    return "services 100000";
  }

  @Override
  public Figures run(ServerProcess server) {
    server.measure(durations.first(), PATIENCE); // until it is compiled
    Map<String, Long> medians = server.measure(durations.measure().multipliedBy(2), PATIENCE);
    Figures figures = new Figures();
    for (String operation : OPERATIONS) {
      double few = medians.get(operation + "_few");
      double many = medians.get(operation + "_many");
      figures.put(operation + "_us", many / 1e3).put(operation + "_to_few", many / few);
    }
    return figures.put("batches", medians.get("batches_many"));
  }
}
