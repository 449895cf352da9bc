package dev.vitals.conformance.run;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.rig.Case;
import java.util.List;

/**
 * What to run and how. Immutable.
 *
 * @param cases in any order; the runner shuffles them by the seed
 * @param profile how much time to take
 * @param seed of every choice left to chance
 * @param repeat how often each case runs
 * @param jobs how many subjects are judged side by side
 */
public record RunPlan(List<Case> cases, Profile profile, long seed, int repeat, int jobs) {
  public RunPlan {
    cases = List.copyOf(cases);
    if (repeat < 1) {
      throw new IllegalArgumentException("repeat: " + repeat + " (expected: >= 1)");
    }
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs: " + jobs + " (expected: >= 1)");
    }
  }

  /** The seed of one run of one case; the same for the same case, whatever runs beside it. */
  public long seedOf(Case test, int repetition) {
    return seed * 31 + test.id().hashCode() * 17L + repetition - 1;
  }
}
