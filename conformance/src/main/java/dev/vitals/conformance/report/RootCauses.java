package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a maintainer should mend first: the failure that most cases wait for. Pure. */
final class RootCauses {
  private RootCauses() {}

  /** In one sentence; empty if nothing failed and nothing waits. */
  static Optional<String> of(List<Report.Row> rows) {
    Map<String, Integer> waiting = new LinkedHashMap<>();
    for (Report.Row row : rows) {
      if (row.verdict() == Verdict.BLOCKED) {
        waiting.merge(Objects.requireNonNullElse(row.blockedBy(), ""), 1, Integer::sum);
      }
    }
    return rows.stream()
        .filter(row -> row.expected() != null)
        .filter(
            row ->
                row.verdict() == Verdict.FAIL
                    || (row.verdict().isDeviation() && waiting.containsKey(row.clause())))
        .max(
            Comparator.<Report.Row>comparingInt(row -> waiting.getOrDefault(row.clause(), 0))
                .thenComparing(row -> row.verdict() == Verdict.FAIL)
                .thenComparing(Comparator.<Report.Row>comparingInt(rows::indexOf).reversed()))
        .map(row -> told(row, waiting.getOrDefault(row.clause(), 0)));
  }

  private static String told(Report.Row row, int waiting) {
    String waits =
        waiting == 0
            ? ""
            : "; " + (waiting == 1 ? "1 case waits" : waiting + " cases wait") + " for it";
    return "first to mend: %s, expected %s, came %s%s"
        .formatted(row.test(), row.expected(), row.came(), waits);
  }
}
