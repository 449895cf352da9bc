package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What several runs say of each clause, side by side. Immutable. */
final class ResultMatrix {
  private final List<Map<String, Verdict>> verdicts;
  private final List<Clause> clauses;

  ResultMatrix(List<Report> reports) {
    verdicts = reports.stream().map(report -> Tally.byClause(report.results())).toList();
    clauses =
        Clauses.all().stream()
            .filter(clause -> verdicts.stream().anyMatch(one -> one.containsKey(clause.id())))
            .toList();
  }

  /** Those that at least one run was about, in the order of the catalogue. */
  List<Clause> clauses() {
    return clauses;
  }

  List<Clause> clauses(Area area) {
    return clauses.stream().filter(clause -> clause.area() == area).toList();
  }

  /** The verdict of one run; empty if the clause was no part of it. */
  Optional<Verdict> verdict(int report, Clause clause) {
    return Optional.ofNullable(verdicts.get(report).get(clause.id()));
  }

  /** Those that not all keep alike. What is not applicable or was not run is no difference. */
  List<Clause> differing() {
    return clauses.stream().filter(this::differs).toList();
  }

  private boolean differs(Clause clause) {
    Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
    for (int i = 0; i < verdicts.size(); i++) {
      verdict(i, clause)
          .filter(verdict -> verdict.isJudged() || verdict == Verdict.BLOCKED)
          .map(verdict -> verdict == Verdict.XPASS ? Verdict.PASS : verdict)
          .ifPresent(seen::add);
    }
    return seen.size() > 1 || seen.stream().anyMatch(Verdict::isDeviation);
  }
}
