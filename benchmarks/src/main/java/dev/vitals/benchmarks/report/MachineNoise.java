package dev.vitals.benchmarks.report;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Describes how quiet the machine was during a run. */
final class MachineNoise {

  private static final double MAX_QUIET_PERCENT = 10;

  private final Run run;

  MachineNoise(Run run) {
    this.run = run;
  }

  String describe() {
    Optional<Spread> spins = spread(Trial::spinMicros);
    Optional<Spread> others = spread(Trial::othersPercent);
    if (spins.isEmpty()) {
      return "Nothing was measured.";
    }
    double slower = 100 * (spins.get().most() / spins.get().least() - 1);
    String work =
        "A fixed piece of work took from %s to %s (%s %% longer) between the trials. "
            .formatted(
                Words.micros(spins.get().least()),
                Words.micros(spins.get().most()),
                Words.number(Math.rint(slower)));
    String load =
        others
            .map(
                taken ->
                    "Other processes took %s %% of the machine (%s–%s %%)%s."
                        .formatted(
                            Words.number(taken.median()),
                            Words.number(taken.least()),
                            Words.number(taken.most()),
                            taken.median() > MAX_QUIET_PERCENT
                                ? ": it was not quiet, so trust ratios before times"
                                : ""))
            .orElse("The system does not tell what other processes took.");
    return work + load;
  }

  private Optional<Spread> spread(ToDoubleFunction<Trial> figure) {
    var values =
        run.trials().stream().mapToDouble(figure).filter(value -> value >= 0).boxed().toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }
}
