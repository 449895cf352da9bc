package dev.vitals.conformance.run;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.http2.RawFault;
import dev.vitals.conformance.rig.Case;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clauses of HTTP/2 itself, which every case rests on: one that any case saw broken has failed, by
 * the evidence of that case, which is blocked by it. Pure.
 */
public final class Http2Faults {
  private Http2Faults() {}

  /** The results, with the failures that these clauses got in cases about something else. */
  static List<CaseResult> charged(Collection<CaseResult> results) {
    List<CaseResult> all = new ArrayList<>(results);
    for (RawFault.Rule rule : RawFault.Rule.values()) {
      if (all.stream().noneMatch(result -> isFailure(result, rule.clauseId()))) {
        charge(all, rule.clauseId());
      }
    }
    return all;
  }

  /** The failure that a blocked case is evidence of, where HTTP/2 itself was broken in it. */
  public static Optional<CaseResult> failureSeenBy(CaseResult result) {
    @Nullable String by = result.blockedBy();
    return result.verdict() == Verdict.BLOCKED && by != null && RawFault.Rule.isClause(by)
        ? Optional.of(result.chargedTo(caseOf(by)))
        : Optional.empty();
  }

  private static boolean isFailure(CaseResult result, String clauseId) {
    return result.verdict() == Verdict.FAIL && result.test().clauseId().equals(clauseId);
  }

  /** What the first case saw that met it takes the place of what the clause's own case found. */
  private static void charge(List<CaseResult> all, String clauseId) {
    all.stream()
        .map(Http2Faults::failureSeenBy)
        .flatMap(Optional::stream)
        .filter(failure -> failure.test().clauseId().equals(clauseId))
        .findFirst()
        .ifPresent(
            failure -> {
              all.removeIf(
                  result ->
                      result.test().equals(failure.test())
                          && result.repetition() == failure.repetition());
              all.add(failure);
            });
  }

  private static Case caseOf(String clauseId) {
    return Catalogue.all().stream()
        .filter(test -> test.clauseId().equals(clauseId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no case of " + clauseId));
  }
}
