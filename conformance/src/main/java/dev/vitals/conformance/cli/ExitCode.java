package dev.vitals.conformance.cli;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunResults;

/** How the program ends; part of its interface. Immutable. */
public enum ExitCode {
  /** The subject conforms, known divergences aside. */
  CONFORMS,
  /** A clause is broken that no divergences file knows of. */
  FAILURES,
  /** The command line can't be obeyed, or a pattern in it matches nothing. */
  USAGE,
  /** The subject program or the rig broke, so the judgement is not whole. */
  BROKEN,
  /** A known divergence passes now. */
  STALE_DIVERGENCE,
  /** Nothing was judged. */
  NOTHING_RAN;

  /** From which level on a broken clause fails a run. */
  enum FailOn {
    MUST,
    SHOULD,
    NEVER
  }

  public int code() {
    return ordinal();
  }

  /** A MAY is a licence: what is wrong with its use is told, and fails nobody's run. */
  private static boolean isShouldNotKept(CaseResult result) {
    return result.verdict() == Verdict.FAIL
        || (result.verdict() == Verdict.WARN && result.clause().level() != Level.MAY);
  }

  /** The most important thing to say of these results. */
  static ExitCode of(RunResults results, FailOn failOn) {
    boolean failed =
        switch (failOn) {
          case MUST -> results.count(Verdict.FAIL) > 0;
          case SHOULD -> results.count(ExitCode::isShouldNotKept) > 0;
          case NEVER -> false;
        };
    if (failed) {
      return FAILURES;
    }
    if (results.count(Verdict.HARNESS_ERROR) + results.count(Verdict.NOT_RUN) > 0) {
      return BROKEN;
    }
    if (results.count(result -> result.verdict().isJudged()) == 0) {
      return NOTHING_RAN;
    }
    return results.count(Verdict.XPASS) > 0 ? STALE_DIVERGENCE : CONFORMS;
  }
}
