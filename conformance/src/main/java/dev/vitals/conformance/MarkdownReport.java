package dev.vitals.conformance;

import java.util.List;
import java.util.Locale;

/** A summary for a CI server's page: failures first. Pure. */
final class MarkdownReport {
  private static final List<Verdict> WORTH_A_LINE =
      List.of(
          Verdict.FAIL,
          Verdict.XPASS,
          Verdict.HARNESS_ERROR,
          Verdict.WARN,
          Verdict.BLOCKED,
          Verdict.XFAIL,
          Verdict.NOT_RUN);

  private MarkdownReport() {}

  static String of(Report report) {
    StringBuilder out = new StringBuilder();
    out.append("## grpc.health.v1: ").append(cell(report.title())).append("\n\n");
    out.append("**").append(report.summary().headline()).append("**\n\n");
    for (Verdict verdict : WORTH_A_LINE) {
      List<Report.Row> rows =
          report.results().stream().filter(row -> row.verdict() == verdict).toList();
      if (!rows.isEmpty()) {
        table(out, verdict, rows);
      }
    }
    out.append("Suite ")
        .append(report.suite())
        .append(", profile ")
        .append(report.run().profile().toLowerCase(Locale.ROOT))
        .append(", seed ")
        .append(report.run().seed())
        .append(", ")
        .append(Math.round(report.run().durationMs() / 1000.0))
        .append(" s.\n");
    return out.toString();
  }

  private static void table(StringBuilder out, Verdict verdict, List<Report.Row> rows) {
    out.append("### ").append(verdict).append(" (").append(rows.size()).append(")\n\n");
    out.append("| case | level | expected | came |\n| --- | --- | --- | --- |\n");
    for (Report.Row row : rows) {
      String expected = row.expected() == null ? row.story() : row.expected();
      String came = row.came() == null ? String.valueOf(row.reason()) : row.came();
      out.append("| `")
          .append(row.test())
          .append("` | ")
          .append(row.level())
          .append(" | ")
          .append(cell(expected))
          .append(" | ")
          .append(cell(came))
          .append(" |\n");
    }
    out.append('\n');
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("\n", " ")
        .replace("*", "\\*");
  }
}
