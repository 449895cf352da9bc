package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.clause.Level;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts clauses and verdicts for the headline. Pure. */
public final class Tally {
  /** From the most to the least telling: a clause is as good as its worst case. */
  static final List<Verdict> WORST_FIRST =
      List.of(
          Verdict.FAIL,
          Verdict.XPASS,
          Verdict.HARNESS_ERROR,
          Verdict.WARN,
          Verdict.XFAIL,
          Verdict.BLOCKED,
          Verdict.NOT_RUN,
          Verdict.PASS,
          Verdict.NOTE,
          Verdict.NOT_APPLICABLE);

  private Tally() {}

  /** What is to be said of a clause whose cases came out like this. */
  static Verdict worst(Collection<Verdict> verdicts) {
    return WORST_FIRST.stream().filter(verdicts::contains).findFirst().orElse(Verdict.NOT_RUN);
  }

  /** How early it should be told; the worst has 0. */
  static int severity(Verdict verdict) {
    return WORST_FIRST.indexOf(verdict);
  }

  /** Whether a maintainer has to look at it. */
  static boolean needsAttention(Verdict verdict) {
    return severity(verdict) <= severity(Verdict.NOT_RUN);
  }

  /** The worst verdict of each clause, in the order of the rows. */
  public static Map<String, Verdict> byClause(Collection<Report.Row> rows) {
    Map<String, List<Verdict>> all =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    Report.Row::clause,
                    LinkedHashMap::new,
                    Collectors.mapping(Report.Row::verdict, Collectors.toList())));
    Map<String, Verdict> worst = new LinkedHashMap<>();
    all.forEach((clause, verdicts) -> worst.put(clause, worst(verdicts)));
    return worst;
  }

  static Report.Summary summary(List<Report.Row> rows) {
    Map<String, Verdict> clauses = byClause(rows);
    Report.Score must = score(clauses, Level.MUST);
    Report.Score should = score(clauses, Level.SHOULD);
    int notApplicable =
        (int) clauses.values().stream().filter(v -> v == Verdict.NOT_APPLICABLE).count();
    Map<String, Integer> verdicts = new TreeMap<>();
    rows.forEach(row -> verdicts.merge(row.verdict().name(), 1, Integer::sum));
    String headline = "MUST " + must + " · SHOULD " + should + " · n/a " + notApplicable;
    @Nullable String cause = RootCauses.of(rows).orElse(null);
    return new Report.Summary(headline, cause, must, should, notApplicable, verdicts);
  }

  private static Report.Score score(Map<String, Verdict> clauses, Level level) {
    int kept = 0;
    int judged = 0;
    for (Map.Entry<String, Verdict> each : clauses.entrySet()) {
      Verdict verdict = each.getValue();
      if (Clauses.get(each.getKey()).level() == level && isCounted(verdict)) {
        judged++;
        kept += isKept(level, verdict) ? 1 : 0;
      }
    }
    return new Report.Score(kept, judged);
  }

  /** A note under a MUST or a SHOULD says that there was not enough to judge by. */
  private static boolean isCounted(Verdict verdict) {
    return verdict != Verdict.NOT_APPLICABLE && verdict != Verdict.NOTE;
  }

  /** A warning under a MUST is about a detail that a text only advises: the clause is kept. */
  private static boolean isKept(Level level, Verdict verdict) {
    return verdict == Verdict.PASS
        || verdict == Verdict.XPASS
        || (verdict == Verdict.WARN && level == Level.MUST);
  }
}
