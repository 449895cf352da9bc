package dev.vitals.conformance;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Clauses down, implementations across, in Markdown: the clauses that are not kept by all. Pure.
 */
final class MarkdownMatrix {
  private MarkdownMatrix() {}

  static String of(List<Report> reports) {
    StringBuilder out = new StringBuilder();
    out.append(
        "| implementation | version | language | MUST | SHOULD | n/a |\n| --- | --- | --- | --- | --- | --- |\n");
    for (Report report : reports) {
      Report.Summary summary = report.summary();
      out.append("| ")
          .append(report.subject().name())
          .append(" | ")
          .append(report.subject().version())
          .append(" | ")
          .append(report.subject().language())
          .append(" | ")
          .append(summary.must())
          .append(" | ")
          .append(summary.should())
          .append(" | ")
          .append(summary.notApplicable())
          .append(" |\n");
    }
    out.append("\n| clause | level |");
    reports.forEach(report -> out.append(' ').append(report.subject().name()).append(" |"));
    out.append("\n| --- | --- |").append(" --- |".repeat(reports.size())).append('\n');
    List<Map<String, Verdict>> verdicts =
        reports.stream().map(report -> Tally.byClause(report.results())).toList();
    for (Clause clause : Clauses.all()) {
      Set<Verdict> seen = new LinkedHashSet<>();
      verdicts.forEach(one -> seen.add(one.getOrDefault(clause.id(), Verdict.NOT_RUN)));
      if (seen.stream().anyMatch(v -> v.isDeviation() || v == Verdict.BLOCKED)) {
        out.append("| ").append(clause.id()).append(" | ").append(clause.level()).append(" |");
        for (Map<String, Verdict> one : verdicts) {
          out.append(' ')
              .append(one.getOrDefault(clause.id(), Verdict.NOT_RUN).mark())
              .append(" |");
        }
        out.append('\n');
      }
    }
    return out.toString();
  }
}
