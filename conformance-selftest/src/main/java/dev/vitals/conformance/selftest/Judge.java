package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.rig.Foundations;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.mutants.Mutant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says whether the suite judged a broken server or a legal variant as it should. Pure. */
final class Judge {
  /** So many clauses that are not its own may fall with a bug; what more there is, is a cascade. */
  private static final int MAX_OTHERS = 3;

  /** How a report begins that knows a cause. */
  private static final String FIRST_TO_MEND = "first to mend: ";

  private Judge() {}

  /** The results of the cases that claim to kill it, and did so by themselves. */
  static List<CaseResult> kills(Mutant mutant, List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.test().kills().contains(mutant.id()))
        .filter(Judge::convicts)
        .toList();
  }

  /** What is wrong with the judgement of a broken server. */
  static List<String> faults(Mutant mutant, List<CaseResult> results) {
    List<String> faults = new ArrayList<>();
    List<CaseResult> claims =
        results.stream().filter(r -> r.test().kills().contains(mutant.id())).toList();
    if (claims.isEmpty()) {
      faults.add("no case claims to kill it");
    }
    boolean proved = claims.stream().anyMatch(Judge::convicts);
    for (CaseResult claim : claims) {
      if (proved && claim.verdict() == Verdict.NOT_APPLICABLE) {
        continue; // It needs a program that is not on this machine.
      }
      String fault = convicts(claim) ? poorWords(mutant, claim) : "survived " + told(claim);
      if (fault != null) {
        faults.add(fault);
      }
    }
    results.stream()
        .filter(result -> result.verdict() == Verdict.HARNESS_ERROR && !claims.contains(result))
        .map(result -> "the rig broke: " + told(result))
        .forEach(faults::add);
    faults.addAll(falseAccusations(mutant, results));
    return faults;
  }

  /** What a broken server was accused of that has nothing to do with its bug. */
  static List<String> falseAccusations(Mutant mutant, List<CaseResult> results) {
    Set<String> aimedAt = own(mutant, results);
    List<CaseResult> unrelated =
        results.stream().filter(result -> isUnrelated(mutant, result, aimedAt)).toList();
    if (unrelated.isEmpty()) {
      return List.of();
    }
    return List.of(
        "unrelated clauses fell: "
            + unrelated.stream().map(r -> r.test().clauseId()).distinct().toList()
            + ", first "
            + told(unrelated.get(0)));
  }

  /**
   * What is wrong with how much falls with a bug, and with what the report names first.
   *
   * @param cause the report's first line, or {@code null} where it names nothing
   */
  static List<String> cascade(Mutant mutant, List<CaseResult> results, @Nullable String cause) {
    List<String> faults = new ArrayList<>();
    Set<String> own = own(mutant, results);
    List<String> others =
        results.stream()
            .filter(result -> result.verdict().isDeviation())
            .map(result -> result.test().clauseId())
            .filter(clause -> !own.contains(clause))
            .distinct()
            .toList();
    if (others.size() > MAX_OTHERS) {
      faults.add(others.size() + " clauses fell that are not its own: " + others);
    }
    boolean failed = results.stream().anyMatch(result -> result.verdict() == Verdict.FAIL);
    boolean isNamed =
        cause == null
            ? !failed
            : causes(mutant, own).stream()
                .anyMatch(clause -> cause.startsWith(FIRST_TO_MEND + clause + "/"));
    if (!isNamed) {
      faults.add("the first line does not name the cause: " + cause);
    }
    return faults;
  }

  /** What may be named first: of what falls with a bug, foundations are the first to mend. */
  private static List<String> causes(Mutant mutant, Set<String> own) {
    List<String> causes = new ArrayList<>(own);
    causes.addAll(mutant.collateral().keySet());
    Foundations.CASES.forEach(test -> causes.add(test.substring(0, test.indexOf('/'))));
    return causes;
  }

  private static Set<String> own(Mutant mutant, List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.test().kills().contains(mutant.id()))
        .map(result -> result.test().clauseId())
        .collect(Collectors.toSet());
  }

  /** What is wrong with the judgement of a legal variant. */
  static List<String> faults(LegalVariant variant, List<CaseResult> results) {
    Set<String> mayWarn = variant.warnings().keySet();
    return results.stream()
        .filter(
            result ->
                switch (result.verdict()) {
                  case FAIL, HARNESS_ERROR, NOT_RUN -> true;
                  case WARN -> !matches(mayWarn, result.test().clauseId());
                  case BLOCKED -> !matches(mayWarn, String.valueOf(result.blockedBy()));
                  case PASS, NOTE, NOT_APPLICABLE, XFAIL, XPASS -> false;
                })
        .map(Judge::told)
        .toList();
  }

  private static boolean isUnrelated(Mutant mutant, CaseResult result, Set<String> aimedAt) {
    Set<String> collateral = mutant.collateral().keySet();
    String clause = result.test().clauseId();
    return result.verdict() == Verdict.FAIL
        && aimedAt.stream().noneMatch(aimed -> Kinship.mayFell(aimed, clause))
        && !matches(collateral, clause)
        && !isBlockedBy(result, aimedAt, collateral);
  }

  /** Whether the case found its clause broken, and not another one on the way. */
  private static boolean convicts(CaseResult result) {
    boolean judged = result.verdict() == Verdict.FAIL || result.verdict() == Verdict.WARN;
    return judged && result.blockedBy() == null && result.expected() != null;
  }

  /** A verdict must say what is wrong: a value that came instead, wherever one did come. */
  private static @Nullable String poorWords(Mutant mutant, CaseResult result) {
    String came = String.valueOf(result.came());
    if (came.matches("(?s).*(Exception|\\bnull\\b|\\bat [\\w.]+\\.java).*")) {
      return "poor words: " + told(result);
    }
    boolean ofSilence =
        came.startsWith("no answer within")
            || (came.startsWith("nothing within") && !came.contains("the last message was"));
    return ofSilence && !mutant.silent()
        ? "says that nothing came, where a wrong thing did: " + told(result)
        : null;
  }

  private static boolean isBlockedBy(
      CaseResult result, Set<String> aimedAt, Collection<String> collateral) {
    String by = result.blockedBy();
    return by != null && (aimedAt.contains(by) || matches(collateral, by));
  }

  /** {@code HC-WATCH-*} stands for all of an area. */
  private static boolean matches(Collection<String> patterns, String clause) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? clause.startsWith(pattern.substring(0, pattern.length() - 1))
                    : clause.equals(pattern));
  }

  private static String told(CaseResult result) {
    StringBuilder words = new StringBuilder(result.test().id() + " " + result.verdict());
    if (result.expected() != null) {
      words.append(": expected ").append(result.expected()).append("; came ").append(result.came());
    }
    if (result.reason() != null) {
      words.append(" (").append(result.reason()).append(')');
    }
    return words.toString();
  }
}
