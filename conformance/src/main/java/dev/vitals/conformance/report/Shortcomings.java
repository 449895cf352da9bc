package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The clauses of which one implementation's run has more to tell than that they are kept, by
 * verdict, worst first. Immutable.
 */
record Shortcomings(Map<Verdict, List<Clause>> clauses) {

  /** Of the run that has this place in the matrix. */
  static Shortcomings of(ResultMatrix matrix, int report) {
    Map<Verdict, List<Clause>> clauses = new LinkedHashMap<>();
    for (Verdict verdict : Tally.WORST_FIRST) {
      List<Clause> those = new ArrayList<>(matrix.clauses());
      those.removeIf(clause -> matrix.verdict(report, clause).orElse(null) != verdict);
      if (Tally.needsAttention(verdict) && !those.isEmpty()) {
        clauses.put(verdict, those);
      }
    }
    return new Shortcomings(clauses);
  }

  /** How many clauses of each verdict. */
  String counts() {
    return clauses.isEmpty()
        ? "keeps all that applies"
        : clauses.entrySet().stream()
            .map(entry -> entry.getValue().size() + " " + entry.getKey().mark())
            .collect(Collectors.joining(" · "));
  }
}
