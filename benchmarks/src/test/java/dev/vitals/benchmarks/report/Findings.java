package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run that a test makes up, figure by figure. */
final class Findings {

  static final Machine MACHINE = new Machine("Fast", 2, 24, "Linux");

  private final List<Trial> trials = new ArrayList<>();

  void found(String scenario, String subject, int round, String figure, double value) {
    found(scenario, subject, round, Map.of(figure, value));
  }

  void found(String scenario, String subject, int round, Map<String, Double> figures) {
    trials.add(new Trial(scenario, subject, round, "1.0", figures, "", 4000 + round, 3));
  }

  void clear() {
    trials.clear();
  }

  Run run(Machine machine, String mode) {
    return new Run(new Run.Origin(machine, "17", "abc", mode, "now"), List.copyOf(trials));
  }

  Run run() {
    return run(MACHINE, "full");
  }

  Target target(String name) {
    return Targets.of(new Summary(run())).stream()
        .filter(target -> target.name().equals(name))
        .findAny()
        .orElseThrow();
  }
}
