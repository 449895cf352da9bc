package dev.vitals.conformance.report;

import dev.vitals.conformance.clause.Clause;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several implementations in Markdown: what they come to, their numbers, and where each deviates.
 * The tables have a row an implementation, so that there may be many. Pure.
 */
public final class MarkdownMatrix {
  private MarkdownMatrix() {}

  public static String of(List<Report> reports) {
    return Opening.of(reports) + "\n\n" + tables(reports);
  }

  static String tables(List<Report> reports) {
    StringBuilder out = new StringBuilder();
    out.append(
        "| implementation | version | language | MUST | SHOULD | n/a |\n| --- | --- | --- | --- | --- | --- |\n");
    for (Report report : reports) {
      Report.Summary summary = report.summary();
      out.append(
          "| %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  report.subject().name(),
                  report.subject().version(),
                  report.subject().language(),
                  summary.must(),
                  summary.should(),
                  summary.notApplicable()));
    }
    out.append("\n| implementation | where it deviates |\n| --- | --- |\n");
    ResultMatrix matrix = new ResultMatrix(reports);
    for (int i = 0; i < reports.size(); i++) {
      String name = reports.get(i).subject().name();
      out.append("| %s | %s |\n".formatted(name, inWords(Shortcomings.of(matrix, i))));
    }
    return out.toString();
  }

  private static String inWords(Shortcomings of) {
    return of.clauses().isEmpty()
        ? "nowhere"
        : of.clauses().entrySet().stream()
            .map(entry -> "**" + entry.getKey().mark() + "** " + ids(entry.getValue()))
            .collect(Collectors.joining(" · "));
  }

  private static String ids(List<Clause> clauses) {
    return clauses.stream().map(Clause::id).collect(Collectors.joining(", "));
  }
}
