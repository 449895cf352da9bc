package dev.vitals.conformance.run;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.rig.Case;
import java.util.List;

/** Results that a test makes up. */
final class CaseResults {

  private CaseResults() {}

  /** A case that waits for this clause, since it expected the one and the other came. */
  static CaseResult blocked(Case test, String by, String expected, String came) {
    return new CaseResult(
        test,
        1,
        Verdict.BLOCKED,
        expected,
        came,
        "r",
        false,
        by,
        null,
        List.of(),
        List.of(),
        List.of(),
        1,
        1);
  }
}
