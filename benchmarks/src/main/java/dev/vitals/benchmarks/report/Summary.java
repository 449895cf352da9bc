package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A run's figures, across its rounds. Immutable. */
final class Summary {

  private final List<Trial> trials;

  Summary(Run run) {
    trials = run.trials();
  }

  /** Returns the scenarios in which this figure was found, in the order of the run. */
  List<String> scenarios(Predicate<String> wanted) {
    return trials.stream().map(Trial::scenario).filter(wanted).distinct().toList();
  }

  List<String> subjects(String scenario) {
    return trials.stream()
        .filter(trial -> trial.scenario().equals(scenario))
        .map(Trial::subject)
        .distinct()
        .toList();
  }

  Optional<Spread> figure(String scenario, String subject, String name) {
    List<Double> values = new ArrayList<>();
    for (Trial trial : of(scenario, subject)) {
      if (trial.figures().containsKey(name)) {
        values.add(trial.figures().get(name));
      }
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /**
   * Returns how many times as much the first took as the second, round by round: what slows the
   * machine down for a while slows both.
   */
  Optional<Spread> ratio(String scenario, String first, String second, String name) {
    List<Double> ratios = new ArrayList<>();
    for (Trial one : of(scenario, first)) {
      for (Trial other : of(scenario, second)) {
        if (one.round() == other.round()
            && one.figures().containsKey(name)
            && other.figures().containsKey(name)) {
          ratios.add(one.figures().get(name) / other.figures().get(name));
        }
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  /** Returns why a scenario gave no figures for a subject, if it did not. */
  Optional<String> failure(String scenario, String subject) {
    return of(scenario, subject).stream()
        .map(Trial::failure)
        .filter(failure -> !failure.isEmpty())
        .findFirst();
  }

  private List<Trial> of(String scenario, String subject) {
    return trials.stream()
        .filter(trial -> trial.scenario().equals(scenario) && trial.subject().equals(subject))
        .toList();
  }
}
