package dev.vitals.conformance;

import java.util.List;

/** The part of the page that a cell leads to: a section a clause. Writes to a builder. */
final class HtmlEvidence {
  private final StringBuilder out;
  private final List<Report> reports;

  HtmlEvidence(StringBuilder out, List<Report> reports) {
    this.out = out;
    this.reports = reports;
  }

  void clause(Clause clause) {
    out.append("<section class=\"clause\" id=\"")
        .append(clause.id())
        .append("\">\n<h3>")
        .append(clause.id())
        .append(" <small>")
        .append(clause.level())
        .append(clause.derived() ? ", derived" : "")
        .append("</small></h3>\n<p>")
        .append(Html.text(clause.meaning()))
        .append("</p>\n");
    if (clause.quote() != null) {
      out.append("<blockquote>").append(Html.text(clause.quote())).append("</blockquote>\n");
    }
    out.append("<p class=\"source\">Source: ").append(Html.text(sources(clause)));
    if (clause.ambiguity() != null) {
      out.append(" · open question ").append(Html.text(clause.ambiguity()));
    }
    out.append("</p>\n");
    for (int i = 0; i < reports.size(); i++) {
      implementation(clause, i);
    }
    out.append("</section>\n");
  }

  private void implementation(Clause clause, int index) {
    Report report = reports.get(index);
    List<Report.Row> rows =
        report.results().stream().filter(row -> row.clause().equals(clause.id())).toList();
    out.append("<div class=\"who\" id=\"")
        .append(clause.id())
        .append('.')
        .append(index)
        .append("\">\n");
    if (reports.size() > 1) {
      out.append("<h4>").append(Html.text(report.title())).append("</h4>\n");
    }
    rows.forEach(this::row);
    out.append("</div>\n");
  }

  private void row(Report.Row row) {
    out.append("<div class=\"case\"><p>")
        .append(Html.mark(row.verdict()))
        .append(" <b>")
        .append(Html.text(row.test()))
        .append("</b>")
        .append(row.repetition() > 1 ? " #" + row.repetition() : "")
        .append(" <span class=\"time\">")
        .append(Html.number(row.durationMs()))
        .append(" ms</span><br>")
        .append(Html.text(row.story()))
        .append("</p>\n");
    if (row.expected() != null && row.came() != null) {
      out.append("<dl class=\"found\"><dt>expected</dt><dd>")
          .append(Html.text(row.expected()))
          .append("</dd><dt>came</dt><dd>")
          .append(Html.text(row.came()))
          .append("</dd></dl>\n");
    }
    if (row.reason() != null) {
      out.append("<p class=\"reason\">").append(Html.text(row.reason())).append("</p>\n");
    }
    for (String note : row.notes()) {
      out.append("<p class=\"note\">").append(Html.text(note)).append("</p>\n");
    }
    if (!row.timeline().isEmpty()) {
      out.append("<details")
          .append(row.verdict() == Verdict.FAIL ? " open" : "")
          .append("><summary>timeline</summary><pre>")
          .append(Html.text(String.join("\n", row.timeline())))
          .append("</pre></details>\n");
    }
    if (row.replay() != null) {
      out.append("<p class=\"replay\">again: <code>")
          .append(Html.text(row.replay()))
          .append("</code></p>\n");
    }
    out.append("</div>\n");
  }

  private static String sources(Clause clause) {
    return String.join(
        "; ", clause.sources().stream().map(key -> Clauses.source(key).title()).toList());
  }
}
