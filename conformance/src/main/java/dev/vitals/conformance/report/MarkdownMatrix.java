package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import java.util.List;

/** Clauses down, implementations across, in Markdown: those that not all keep. Pure. */
public final class MarkdownMatrix {
  private MarkdownMatrix() {}

  public static String of(List<Report> reports) {
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
    ResultMatrix judgements = new ResultMatrix(reports);
    for (Clause clause : judgements.differing()) {
      out.append("| ").append(clause.id()).append(" | ").append(clause.level()).append(" |");
      for (int i = 0; i < reports.size(); i++) {
        out.append(' ')
            .append(judgements.verdict(i, clause).map(Verdict::mark).orElse("·"))
            .append(" |");
      }
      out.append('\n');
    }
    return out.toString();
  }
}
