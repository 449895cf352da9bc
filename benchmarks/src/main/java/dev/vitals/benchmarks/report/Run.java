package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole run.
 *
 * @param origin where, when and of what
 * @param trials what was measured, in the order in which it was
 */
public record Run(Origin origin, List<Trial> trials) {

  /** Returns it with more trials, whose rounds come after all that it has. */
  public Run plus(List<Trial> more) {
    int rounds = trials.stream().mapToInt(Trial::round).max().orElse(0);
    List<Trial> all = new ArrayList<>(trials);
    more.forEach(trial -> all.add(trial.later(rounds)));
    return new Run(origin, List.copyOf(all));
  }

  /**
   * Where, when and of what a run is.
   *
   * @param machine where
   * @param java the runtime of client and servers
   * @param commit what was checked out; ends on {@code +} if files had been changed
   * @param mode quick or full
   * @param started when, by the wall clock
   */
  public record Origin(Machine machine, String java, String commit, String mode, String started) {

    /** Whether a run that began there can be gone on with here. */
    public boolean continues(Origin earlier) {
      return isOfSameBuild(earlier) && mode.equals(earlier.mode);
    }

    /** Whether figures of both may stand in one run. */
    public boolean isOfSameBuild(Origin earlier) {
      return machine.equals(earlier.machine)
          && java.equals(earlier.java)
          && commit.equals(earlier.commit);
    }
  }
}
