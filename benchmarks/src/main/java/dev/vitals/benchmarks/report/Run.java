package dev.vitals.benchmarks.report;

import java.util.List;

/**
 * A whole run.
 *
 * @param origin where, when and of what
 * @param trials what was measured, in the order in which it was
 */
public record Run(Origin origin, List<Trial> trials) {

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
      return machine.equals(earlier.machine)
          && java.equals(earlier.java)
          && commit.equals(earlier.commit)
          && mode.equals(earlier.mode);
    }
  }
}
