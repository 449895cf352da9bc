package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.report.Machine;
import dev.vitals.benchmarks.report.Run;

/** Where a test's run comes from, as far as it matters. */
final class RunOrigins {

  private RunOrigins() {}

  /** One of this commit and mode, on a machine that is always the same. */
  static Run.Origin of(String commit, String mode) {
    return new Run.Origin(new Machine("any", 2, 8, "any"), "17", commit, mode, "now");
  }
}
