package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.text.Words;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
    if (report.summary().cause() != null) {
      out.append(Words.sentence(cell(report.summary().cause()))).append("\n\n");
    }
    out.append("**").append(report.summary().headline()).append("**\n\n");
    if (report.results().stream().noneMatch(row -> Tally.needsAttention(row.verdict()))) {
      out.append("Every clause that applies is kept.\n\n");
    }
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
    if (report.run().machine() != null) {
      out.append("Machine: ").append(report.run().machine()).append(".\n");
    }
    return out.toString();
  }

  private static void table(StringBuilder out, Verdict verdict, List<Report.Row> rows) {
    out.append("### ").append(verdict).append(" (").append(rows.size()).append(")\n\n");
    out.append(verdict.meaning()).append("\n\n");
    if (verdict == Verdict.NOT_RUN) {
      rows.stream()
          .map(row -> "- " + cell(String.valueOf(row.reason())) + "\n")
          .distinct()
          .forEach(out::append);
    } else if (verdict.isDeviation() && verdict != Verdict.XFAIL) {
      out.append("| case | level | expected | came |\n| --- | --- | --- | --- |\n");
      rows.forEach(row -> line(out, row, String.valueOf(row.expected()), row.came()));
    } else {
      out.append("| case | level | story | reason |\n| --- | --- | --- | --- |\n");
      rows.forEach(row -> line(out, row, Words.sentence(row.story()), row.reason()));
    }
    out.append('\n');
  }

  private static void line(
      StringBuilder out, Report.Row row, String third, @Nullable String fourth) {
    out.append(
        "| `%s` | %s | %s | %s |\n"
            .formatted(row.test(), row.level(), cell(third), cell(String.valueOf(fourth))));
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("\n", " ")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("`", "\\`");
  }
}
