package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import java.util.List;
import java.util.Optional;

/** Tables of clauses and implementations, whose cells lead to their evidence. */
final class HtmlMatrix {
  private final StringBuilder out;
  private final List<Report> reports;
  private final ResultMatrix judgements;

  HtmlMatrix(StringBuilder out, List<Report> reports, ResultMatrix judgements) {
    this.out = out;
    this.reports = reports;
    this.judgements = judgements;
  }

  void table(String id, String title, List<Clause> clauses) {
    out.append(
        "<h2 id=\"%s\">%s <small>%d</small></h2>\n"
            .formatted(id, Html.text(title), clauses.size()));
    if (clauses.isEmpty()) {
      out.append("<p>Nowhere: each clause that applies to several is kept by all of them.</p>\n");
      return;
    }
    open(out, reports, title, "Clause");
    clauses.forEach(this::row);
    out.append("</tbody></table></div>\n");
  }

  /** The beginning of a table with a column an implementation, up to its first row. */
  static void open(StringBuilder out, List<Report> reports, String title, String first) {
    out.append(
        """
        <div class="scroll" tabindex="0" role="region" aria-label="%s">
        <table class="%s" style="--n:%d">
        <thead><tr><th class="first" scope="col">%s</th>"""
            .formatted(
                Html.text(title),
                reports.size() == 1 ? "matrix alone" : "matrix",
                reports.size(),
                first));
    for (Report report : reports) {
      out.append("<th class=\"who\" scope=\"col\">")
          .append(Html.text(reports.size() == 1 ? "" : report.subject().name()))
          .append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  private void row(Clause clause) {
    out.append(
        """
        <tr><th class="first" scope="row"><a href="#%s">%s</a> <small>%s</small>
        <span class="meaning">%s</span></th>"""
            .formatted(
                clause.id(),
                clause.id().substring(3),
                clause.level(),
                Html.text(clause.meaning())));
    for (int i = 0; i < reports.size(); i++) {
      Optional<Verdict> verdict = judgements.verdict(i, clause);
      out.append("<td class=\"who\">");
      if (verdict.isEmpty()) {
        out.append("<span class=\"v none\">·</span>");
      } else {
        out.append(
            "<a href=\"#%s.%d\" title=\"%s\">%s</a>"
                .formatted(
                    clause.id(), i, Html.text(reports.get(i).title()), Html.mark(verdict.get())));
      }
      out.append("</td>");
    }
    out.append("</tr>\n");
  }
}
