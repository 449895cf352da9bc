package dev.vitals.conformance.report;

import dev.vitals.conformance.rig.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of measured values: told, never judged. */
final class HtmlMeasures {
  private final StringBuilder out;
  private final List<Report> reports;

  HtmlMeasures(StringBuilder out, List<Report> reports) {
    this.out = out;
    this.reports = reports;
  }

  static boolean has(List<Report> reports) {
    return reports.stream()
        .flatMap(report -> report.results().stream())
        .anyMatch(row -> !row.measures().isEmpty());
  }

  void table() {
    if (!has(reports)) {
      return;
    }
    out.append(
        """
        <h2 id="measured">Measured values</h2>
        <p>On the machine of the run, and judged by no clause.</p>
        """);
    HtmlMatrix.open(out, reports, "Measured values", "What");
    values()
        .forEach(
            (what, values) -> {
              out.append("<tr><th class=\"first what\" scope=\"row\">")
                  .append(Html.text(what))
                  .append("</th>");
              values.forEach(
                  value ->
                      out.append("<td class=\"who number\">")
                          .append(Html.text(value))
                          .append("</td>"));
              out.append("</tr>\n");
            });
    out.append("</tbody></table></div>\n");
  }

  private Map<String, List<String>> values() {
    Map<String, List<String>> table = new TreeMap<>();
    for (int i = 0; i < reports.size(); i++) {
      for (Report.Row row : reports.get(i).results()) {
        for (Evidence.Measure measure : row.measures()) {
          String unit = measure.unit().isEmpty() ? "" : " " + measure.unit();
          table
              .computeIfAbsent(
                  measure.what(), what -> new ArrayList<>(Collections.nCopies(reports.size(), "")))
              .set(i, Html.number(measure.value()) + unit);
        }
      }
    }
    return table;
  }
}
