package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Ambiguity;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of the page that a cell leads to: a section a clause. */
final class HtmlEvidence {
  private final StringBuilder out;
  private final List<Report> reports;

  HtmlEvidence(StringBuilder out, List<Report> reports) {
    this.out = out;
    this.reports = reports;
  }

  /**
   * Writes what is known of one clause. Among several implementations it is folded, and opens when
   * a link leads to it: a browser unfolds what holds the target.
   */
  void clause(Clause clause) {
    boolean folded = reports.size() > 1;
    String title =
        "<h3>%s <small>%s</small></h3>"
            .formatted(clause.id(), clause.level() + (clause.derived() ? ", derived" : ""));
    out.append(
        folded
            ? "<details class=\"clause\"><summary>%s <span>%s</span></summary>\n<div id=\"%s\">\n"
                .formatted(title, Html.text(clause.meaning()), clause.id())
            : "<section class=\"clause\" id=\"%s\">\n%s\n<p>%s</p>\n"
                .formatted(clause.id(), title, Html.text(clause.meaning())));
    if (clause.quote() != null) {
      out.append("<blockquote>%s</blockquote>\n".formatted(Html.text(clause.quote())));
    }
    out.append("<p class=\"source\">%s</p>\n".formatted(Html.text(sources(clause))));
    Clauses.ambiguities().stream()
        .filter(open -> open.id().equals(clause.ambiguity()))
        .forEach(this::question);
    Map<String, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < reports.size(); i++) {
      List<Report.Row> rows = rows(clause, i);
      if (reports.size() > 1 && isShort(rows)) {
        alike.computeIfAbsent(inShort(rows), what -> new java.util.ArrayList<>()).add(i);
      } else if (!rows.isEmpty()) {
        implementation(clause, i, rows);
      }
    }
    alike.forEach((what, who) -> inOneLine(clause, what, who));
    out.append(folded ? "</div></details>\n" : "</section>\n");
  }

  private void question(Ambiguity open) {
    out.append(
        """
        <details><summary>open question %s</summary>
        <p>%s</p>
        <p><span class="dim">implementations</span> %s</p>
        <p><span class="dim">the suite</span> %s</p></details>
        """
            .formatted(
                open.id(),
                Html.text(open.question()),
                Html.text(open.peers()),
                Html.text(open.policy())));
  }

  private List<Report.Row> rows(Clause clause, int index) {
    return reports.get(index).results().stream()
        .filter(row -> row.clause().equals(clause.id()))
        .toList();
  }

  /** Whether there is no more to say than the verdict and its reason. */
  private static boolean isShort(List<Report.Row> rows) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(
                row ->
                    (row.verdict() == Verdict.PASS && row.notes().isEmpty())
                        || row.verdict() == Verdict.NOT_APPLICABLE
                        || row.verdict() == Verdict.NOT_RUN);
  }

  private static String inShort(List<Report.Row> rows) {
    Verdict verdict = Tally.worst(rows.stream().map(Report.Row::verdict).toList());
    String why = rows.stream().map(Report.Row::reason).distinct().toList().toString();
    boolean told = verdict != Verdict.PASS && !why.equals("[null]");
    return Html.mark(verdict) + (told ? " " + Html.text(why.substring(1, why.length() - 1)) : "");
  }

  private void inOneLine(Clause clause, String what, List<Integer> who) {
    out.append("<p class=\"alike\">").append(what).append(": ");
    for (int i = 0; i < who.size(); i++) {
      out.append(
          "%s<span class=\"name\" id=\"%s.%d\">%s</span>"
              .formatted(
                  i == 0 ? "" : ", ",
                  clause.id(),
                  who.get(i),
                  Html.text(reports.get(who.get(i)).title())));
    }
    out.append("</p>\n");
  }

  private void implementation(Clause clause, int index, List<Report.Row> rows) {
    out.append("<div class=\"whose\" id=\"%s.%d\">\n".formatted(clause.id(), index));
    if (reports.size() > 1) {
      out.append("<h4>").append(Html.text(reports.get(index).title())).append("</h4>\n");
    }
    rows.forEach(this::row);
    out.append("</div>\n");
  }

  private void row(Report.Row row) {
    out.append(
        "<div class=\"case\"><p>%s <b>%s</b>%s <span class=\"dim\">%s</span><br>%s</p>\n"
            .formatted(
                Html.mark(row.verdict()),
                Html.text(row.test()),
                row.repetition() > 1 ? " #" + row.repetition() : "",
                row.durationMs() == 0 ? "" : Html.number(row.durationMs()) + " ms",
                Html.text(Words.sentence(row.story()))));
    if (row.expected() != null && row.came() != null) {
      out.append(
          "<dl class=\"found\"><dt>expected</dt><dd>%s</dd><dt>came</dt><dd>%s</dd></dl>\n"
              .formatted(Html.text(row.expected()), Html.text(row.came())));
    }
    if (row.reason() != null) {
      out.append("<p class=\"reason\">").append(reason(row)).append("</p>\n");
    }
    for (String note : row.notes()) {
      out.append("<p class=\"remark\">").append(Html.text(note)).append("</p>\n");
    }
    if (!row.timeline().isEmpty()) {
      out.append(
          "<details%s><summary>timeline</summary><pre tabindex=\"0\">%s</pre></details>\n"
              .formatted(
                  row.verdict() == Verdict.FAIL ? " open" : "",
                  Html.text(String.join("\n", row.timeline()))));
    }
    if (row.replay() != null) {
      out.append(
          "<p class=\"replay\"><span class=\"dim\">again</span> <code>%s</code></p>\n"
              .formatted(Html.text(row.replay())));
    }
    out.append("</div>\n");
  }

  /** What blocks is a link away. */
  private static String reason(Report.Row row) {
    String text = Html.text(String.valueOf(row.reason()));
    return row.blockedBy() == null
        ? text
        : text.replace(row.blockedBy(), Html.link(row.blockedBy(), row.blockedBy()));
  }

  private static String sources(Clause clause) {
    return String.join(
        "; ", clause.sources().stream().map(key -> Clauses.source(key).title()).toList());
  }
}
