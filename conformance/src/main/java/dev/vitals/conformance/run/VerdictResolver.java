package dev.vitals.conformance.run;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.rig.Case;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last word on verdicts that depend on one another, when all are in. Pure. */
public final class VerdictResolver {
  private VerdictResolver() {}

  /** Settles them, in the order of the catalogue; those of several runs together, too. */
  public static List<CaseResult> of(Collection<CaseResult> results) {
    boolean dies = results.stream().anyMatch(VerdictResolver::diedUnprovoked);
    List<CaseResult> all =
        results.stream()
            .map(VerdictResolver::unsettled)
            .map(result -> dies && fellToUs(result) ? notOurDoing(result) : result)
            .toList();
    List<String> order = Clauses.all().stream().map(Clause::id).toList();
    return blocksSettled(all).stream()
        .sorted(
            Comparator.<CaseResult>comparingInt(r -> order.indexOf(r.test().clauseId()))
                .thenComparing(r -> r.test().id())
                .thenComparingInt(CaseResult::repetition))
        .toList();
  }

  /** What a run took for broken here may be blocked by what another run has judged. */
  private static CaseResult unsettled(CaseResult result) {
    boolean isSettled = result.blockedBy() != null && result.verdict().isDeviation();
    return isSettled ? result.as(Verdict.BLOCKED, result.reason()) : result;
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

  /**
   * A block stands while the clause is broken, or waits in turn for one that is. What was blocked
   * for no good reason is broken itself, and may be what others wait for: so it is gone over until
   * nothing changes.
   */
  private static List<CaseResult> blocksSettled(List<CaseResult> results) {
    List<CaseResult> all = results;
    while (true) {
      Set<String> broken = clauses(all, result -> mayBlock(result.verdict()));
      Map<String, String> waits = waits(all);
      List<CaseResult> next =
          all.stream()
              .map(
                  result ->
                      result.verdict() == Verdict.BLOCKED && !stands(result, broken, waits)
                          ? brokenHere(result, clauses(results, r -> r.verdict().isJudged()))
                          : result)
              .toList();
      if (next.equals(all)) {
        return all.stream().map(result -> named(result, broken, waits)).toList();
      }
      all = next;
    }
  }

  private static Set<String> clauses(List<CaseResult> all, Predicate<CaseResult> which) {
    return all.stream()
        .filter(which)
        .map(result -> result.test().clauseId())
        .collect(Collectors.toSet());
  }

  /** What each blocked clause waits for; of several, the first. */
  private static Map<String, String> waits(List<CaseResult> all) {
    Map<String, String> waits = new LinkedHashMap<>();
    for (CaseResult result : all) {
      @Nullable String by = result.blockedBy();
      if (result.verdict() == Verdict.BLOCKED && by != null) {
        waits.putIfAbsent(result.test().clauseId(), by);
      }
    }
    return waits;
  }

  /** Whether its chain ends at a broken clause, or at one whose own block is yet to be settled. */
  private static boolean stands(CaseResult result, Set<String> broken, Map<String, String> waits) {
    List<String> chain = chain(result, broken, waits);
    String last = chain.get(chain.size() - 1);
    boolean first = chain.size() == 1;
    return broken.contains(last) || (!first && !isCycle(last, waits));
  }

  /** The clauses that it waits for, up to a broken one, to the last, or to one that comes twice. */
  private static List<String> chain(
      CaseResult result, Set<String> broken, Map<String, String> waits) {
    List<String> chain = new ArrayList<>();
    @Nullable String next = result.blockedBy();
    while (next != null && !chain.contains(next)) {
      chain.add(next);
      next = broken.contains(next) ? null : waits.get(next);
    }
    return chain;
  }

  private static boolean isCycle(String last, Map<String, String> waits) {
    return waits.containsKey(last);
  }

  /** Blocked by a clause that was found kept is not blocked: it was broken here alone. */
  private static CaseResult brokenHere(CaseResult result, Set<String> judged) {
    String by = String.valueOf(result.blockedBy());
    return result.as(
        CaseRunner.broken(result.clause().level()),
        judged.contains(by)
            ? "broken on the way, though " + by + " by itself was not"
            : "broken on the way, at " + by + ", which this run did not judge");
  }

  /** Names the clause at the end of the chain, and those on the way to it. */
  private static CaseResult named(
      CaseResult result, Set<String> broken, Map<String, String> waits) {
    if (result.verdict() != Verdict.BLOCKED) {
      return result;
    }
    List<String> chain = chain(result, broken, waits);
    return result.waitingFor(
        chain.get(chain.size() - 1), "waits for " + String.join(", which waits for ", chain));
  }

  private static boolean mayBlock(Verdict verdict) {
    return verdict == Verdict.FAIL || verdict == Verdict.WARN || verdict == Verdict.HARNESS_ERROR;
  }
}
