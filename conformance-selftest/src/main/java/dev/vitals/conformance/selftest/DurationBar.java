package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import dev.vitals.conformance.run.Runner;
import dev.vitals.conformance.run.Selection;
import dev.vitals.conformance.selftest.mutants.Mutant;
import java.time.Duration;
import java.util.List;

/**
 * How long a user waits for the verdict on a broken server, in a run like theirs: every case of a
 * profile, two subjects side by side. A server that never answers may not make a run last for ever.
 */
final class DurationBar {
  private static final Duration QUICK = Duration.ofSeconds(45);
  private static final Duration DEFAULT = Duration.ofMinutes(3);
  private static final int JOBS = 2;

  private DurationBar() {}

  /**
   * How long one run took. Immutable.
   *
   * @param server that was judged
   * @param profile of the run
   * @param time that it took
   * @param cascade what is wrong with how much fell with the bug in it
   */
  record Measured(String server, Profile profile, Duration time, List<String> cascade) {
    Measured {
      cascade = List.copyOf(cascade);
    }

    /** Whether it took longer than a run of its profile may. */
    boolean isTooLong() {
      return time.compareTo(bar(profile)) > 0;
    }
  }

  /** How long a run of this profile may take. */
  static Duration bar(Profile profile) {
    return switch (profile) {
      case QUICK -> QUICK;
      case DEFAULT -> DEFAULT;
      case LONG -> throw new IllegalArgumentException("profile: LONG (expected: quick or default)");
    };
  }

  /** Judges a broken server as a user would, with nothing beside it. */
  static Measured measure(Mutant mutant, Profile profile) throws InterruptedException {
    Selection all = new Selection(List.of(), List.of(), Selection.Depth.ALL, profile);
    RunPlan plan = new RunPlan(all.of(Catalogue.all()), profile, 1, 1, JOBS);
    RunResults results = new Runner(plan, mutant.launcher(), new RunListener() {}).run();
    List<String> cascade = Judge.cascade(mutant, results.results(), Selftest.cause(results));
    return new Measured(mutant.id(), profile, results.duration(), cascade);
  }
}
