package dev.vitals.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One HTML file without scripts or anything fetched: clauses down, implementations across, and
 * behind each cell its evidence. Readable without colour. Pure.
 */
final class HtmlReport {
  private final List<Report> reports;
  private final List<Map<String, Verdict>> verdicts;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(List<Report> reports) {
    this.reports = reports;
    this.verdicts = reports.stream().map(report -> Tally.byClause(report.results())).toList();
  }

  /** The page for one implementation or several. */
  static String of(List<Report> reports) {
    return new HtmlReport(reports).page();
  }

  private String page() {
    String title =
        reports.size() == 1
            ? "grpc.health.v1: " + reports.get(0).title()
            : "grpc.health.v1: " + reports.size() + " implementations";
    Html.head(out, title, resource("report.css"));
    out.append("<h1>").append(Html.text(title)).append("</h1>\n");
    headlines();
    legend();
    List<Clause> told = Clauses.all().stream().filter(this::isTold).toList();
    if (reports.size() > 1) {
      matrix(
          "differ", "Where implementations differ", told.stream().filter(this::differs).toList());
    } else {
      List<Clause> notKept = told.stream().filter(this::isDeviation).toList();
      if (!notKept.isEmpty()) {
        matrix("attention", "What needs attention", notKept);
      }
    }
    for (Area area : Area.values()) {
      List<Clause> clauses = told.stream().filter(c -> c.area() == area).toList();
      if (!clauses.isEmpty()) {
        matrix("area-" + area, area + ": " + area.title(), clauses);
      }
    }
    measures();
    out.append("<h2 id=\"evidence\">Evidence</h2>\n");
    told.forEach(clause -> new HtmlEvidence(out, reports).clause(clause));
    footer();
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private boolean isTold(Clause clause) {
    return verdicts.stream().anyMatch(one -> one.containsKey(clause.id()));
  }

  private Verdict verdict(int report, Clause clause) {
    return verdicts.get(report).getOrDefault(clause.id(), Verdict.NOT_RUN);
  }

  private boolean differs(Clause clause) {
    Set<Verdict> seen = new LinkedHashSet<>();
    for (int i = 0; i < reports.size(); i++) {
      Verdict verdict = verdict(i, clause);
      if (verdict.isJudged() || verdict == Verdict.BLOCKED) {
        seen.add(verdict == Verdict.XFAIL ? Verdict.FAIL : verdict);
      }
    }
    return seen.size() > 1 || seen.contains(Verdict.FAIL) || seen.contains(Verdict.WARN);
  }

  private boolean isDeviation(Clause clause) {
    return switch (verdict(0, clause)) {
      case FAIL, WARN, XFAIL, XPASS, BLOCKED, HARNESS_ERROR, NOT_RUN -> true;
      case PASS, NOTE, NOT_APPLICABLE -> false;
    };
  }

  private void headlines() {
    out.append(
        "<div class=\"scroll\"><table class=\"heads\">\n<thead><tr><th>Implementation</th>"
            + "<th>Language</th><th>MUST</th><th>SHOULD</th><th>n/a</th><th>Run</th></tr></thead>\n<tbody>\n");
    for (Report report : reports) {
      Report.Summary summary = report.summary();
      out.append("<tr><th scope=\"row\">")
          .append(Html.text(report.title()))
          .append("</th><td>")
          .append(Html.text(report.subject().language()))
          .append("</td><td>")
          .append(summary.must())
          .append("</td><td>")
          .append(summary.should())
          .append("</td><td>")
          .append(summary.notApplicable())
          .append("</td><td>")
          .append(report.run().profile().toLowerCase(Locale.ROOT))
          .append(", seed ")
          .append(report.run().seed())
          .append(", ")
          .append(Math.round(report.run().durationMs() / 1000.0))
          .append(" s</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void legend() {
    Set<Verdict> seen = new LinkedHashSet<>();
    for (Verdict verdict : Verdict.values()) {
      if (verdicts.stream().anyMatch(one -> one.containsValue(verdict))) {
        seen.add(verdict);
      }
    }
    out.append("<dl class=\"legend\">\n");
    for (Verdict verdict : seen) {
      out.append("<div><dt>")
          .append(Html.mark(verdict))
          .append("</dt><dd>")
          .append(Html.text(verdict.meaning()))
          .append("</dd></div>\n");
    }
    out.append("</dl>\n");
  }

  private void matrix(String id, String title, List<Clause> clauses) {
    out.append("<h2 id=\"")
        .append(id)
        .append("\">")
        .append(Html.text(title))
        .append(" <small>")
        .append(clauses.size())
        .append("</small></h2>\n<div class=\"scroll\"><table class=\"matrix\">\n")
        .append("<thead><tr><th>Clause</th><th>Level</th>");
    for (Report report : reports) {
      out.append("<th class=\"who\">")
          .append(Html.text(reports.size() == 1 ? "Verdict" : report.subject().name()))
          .append("</th>");
    }
    out.append("<th>What it asks for</th></tr></thead>\n<tbody>\n");
    for (Clause clause : clauses) {
      out.append("<tr><th scope=\"row\"><a href=\"#")
          .append(clause.id())
          .append("\">")
          .append(clause.id().substring(3))
          .append("</a></th><td class=\"level\">")
          .append(clause.level())
          .append("</td>");
      for (int i = 0; i < reports.size(); i++) {
        out.append("<td class=\"who\"><a href=\"#")
            .append(clause.id())
            .append('.')
            .append(i)
            .append("\">")
            .append(Html.mark(verdict(i, clause)))
            .append("</a></td>");
      }
      out.append("<td class=\"meaning\">")
          .append(Html.text(clause.meaning()))
          .append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void measures() {
    Map<String, List<String>> table = new TreeMap<>();
    for (int i = 0; i < reports.size(); i++) {
      for (Report.Row row : reports.get(i).results()) {
        for (Evidence.Measure measure : row.measures()) {
          List<String> values =
              table.computeIfAbsent(
                  measure.what(), what -> new ArrayList<>(reports.stream().map(r -> "").toList()));
          values.set(
              i,
              Html.number(measure.value())
                  + (measure.unit().isEmpty() ? "" : " " + measure.unit()));
        }
      }
    }
    if (table.isEmpty()) {
      return;
    }
    out.append(
        "<h2 id=\"measured\">Measured values</h2>\n<p>On the machine of the run, judged by no clause.</p>\n"
            + "<div class=\"scroll\"><table class=\"matrix\">\n<thead><tr><th>What</th>");
    reports.forEach(
        report ->
            out.append("<th class=\"who\">")
                .append(Html.text(report.subject().name()))
                .append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    table.forEach(
        (what, values) -> {
          out.append("<tr><th scope=\"row\" class=\"what\">")
              .append(Html.text(what))
              .append("</th>");
          values.forEach(
              value ->
                  out.append("<td class=\"number\">").append(Html.text(value)).append("</td>"));
          out.append("</tr>\n");
        });
    out.append("</tbody></table></div>\n");
  }

  private void footer() {
    out.append("<footer><p>Suite ")
        .append(Html.text(reports.get(0).suite()))
        .append(". A verdict is about the clause and the run, with the seed given above; ")
        .append("a clause is as good as its worst case. Sources: ");
    Clauses.sources()
        .forEach(
            source ->
                out.append("<b>")
                    .append(source.key())
                    .append("</b> ")
                    .append(Html.text(source.title()))
                    .append(" (")
                    .append(Html.text(source.where()))
                    .append("); "));
    out.append("</p></footer>\n");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read", e);
    }
  }
}
