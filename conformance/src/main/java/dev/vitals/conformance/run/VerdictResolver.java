package dev.vitals.conformance.run;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.rig.Case;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The last word on verdicts that depend on one another, when all are in. Pure. */
final class VerdictResolver {
  private VerdictResolver() {}

  /** Settles them, in the order of the catalogue. */
  static List<CaseResult> of(Collection<CaseResult> results) {
    boolean dies = results.stream().anyMatch(VerdictResolver::diedUnprovoked);
    List<CaseResult> all =
        results.stream()
            .map(result -> dies && fellToUs(result) ? notOurDoing(result) : result)
            .toList();
    Set<String> broken =
        all.stream()
            .filter(result -> mayBlock(result.verdict()))
            .map(result -> result.test().clauseId())
            .collect(Collectors.toSet());
    List<String> order = Clauses.all().stream().map(Clause::id).toList();
    return all.stream()
        .map(result -> settle(result, broken))
        .sorted(
            Comparator.<CaseResult>comparingInt(r -> order.indexOf(r.test().clauseId()))
                .thenComparing(r -> r.test().id())
                .thenComparingInt(CaseResult::repetition))
        .toList();
  }

  private static boolean diedUnprovoked(CaseResult result) {
    return result.verdict() == Verdict.HARNESS_ERROR
        && result.endOfSubject()
        && !result.test().has(Case.Trait.PROVOKES);
  }

  private static boolean fellToUs(CaseResult result) {
    return result.verdict().isDeviation() && result.endOfSubject();
  }

  /** A subject that also ends when nothing provokes it shows nothing by ending when provoked. */
  private static CaseResult notOurDoing(CaseResult result) {
    return result.as(Verdict.HARNESS_ERROR, result.came());
  }

  /** Blocked by a clause that was found kept is not blocked: it was broken here alone. */
  private static CaseResult settle(CaseResult result, Set<String> broken) {
    if (result.verdict() != Verdict.BLOCKED || broken.contains(result.blockedBy())) {
      return result;
    }
    Verdict verdict =
        switch (result.clause().level()) {
          case MUST, MAY -> Verdict.FAIL;
          case SHOULD -> Verdict.WARN;
          case INFO -> Verdict.NOTE;
        };
    return result.as(
        verdict, "broken on the way, though " + result.blockedBy() + " by itself was not");
  }

  private static boolean mayBlock(Verdict verdict) {
    return verdict == Verdict.FAIL || verdict == Verdict.WARN || verdict == Verdict.HARNESS_ERROR;
  }
}
