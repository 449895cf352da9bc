package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One HTML file without scripts or anything fetched: clauses down, implementations across, and
 * behind each cell its evidence. Readable without colour. Pure.
 */
public final class HtmlReport {
  private final List<Report> reports;
  private final ResultMatrix judgements;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(List<Report> reports) {
    this.reports = reports;
    this.judgements = new ResultMatrix(reports);
  }

  /** The page for one implementation or several. */
  public static String of(List<Report> reports) {
    return new HtmlReport(reports).page();
  }

  private String page() {
    String title =
        reports.size() == 1
            ? "grpc.health.v1: " + reports.get(0).title()
            : "grpc.health.v1: " + reports.size() + " implementations";
    Html.head(out, title, resource("report.css"));
    out.append("<h1>").append(Html.text(title)).append("</h1>\n");
    HtmlMatrix matrix = new HtmlMatrix(out, reports, judgements);
    if (reports.size() == 1) {
      new HtmlSummary(out).one(reports.get(0));
    } else {
      new HtmlSummary(out).several(reports);
    }
    contents();
    legend();
    if (reports.size() == 1) {
      attention();
    } else {
      matrix.table("attention", "Where implementations differ", judgements.differing());
    }
    for (Area area : Area.values()) {
      List<Clause> clauses = judgements.clauses(area);
      if (!clauses.isEmpty()) {
        matrix.table(area.name(), area + ": " + area.title(), clauses);
      }
    }
    new HtmlMeasures(out, reports).table();
    out.append("<h2 id=\"evidence\">Evidence, clause by clause</h2>\n");
    HtmlEvidence evidence = new HtmlEvidence(out, reports);
    judgements.clauses().forEach(evidence::clause);
    footer();
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void contents() {
    List<String> links = new ArrayList<>();
    links.add(Html.link("attention", reports.size() == 1 ? "What needs attention" : "Differences"));
    for (Area area : Area.values()) {
      if (!judgements.clauses(area).isEmpty()) {
        links.add(Html.link(area.name(), area.name()));
      }
    }
    if (HtmlMeasures.has(reports)) {
      links.add(Html.link("measured", "Measured values"));
    }
    links.add(Html.link("evidence", "Evidence"));
    links.add(Html.link("sources", "Sources"));
    out.append("<nav aria-label=\"Contents\">").append(String.join(" ", links)).append("</nav>\n");
  }

  private void legend() {
    Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
    boolean gaps = false;
    for (Clause clause : judgements.clauses()) {
      for (int i = 0; i < reports.size(); i++) {
        judgements.verdict(i, clause).ifPresent(seen::add);
        gaps |= judgements.verdict(i, clause).isEmpty();
      }
    }
    out.append("<dl class=\"legend\">\n");
    seen.forEach(verdict -> entry(Html.mark(verdict), verdict.meaning()));
    if (gaps) {
      entry("<span class=\"v none\">·</span>", "not part of that run");
    }
    out.append("</dl>\n");
  }

  private void entry(String mark, String meaning) {
    out.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(mark, Html.text(meaning)));
  }

  /** The rows that a maintainer came for: worst first, each with what came. */
  private void attention() {
    List<Report.Row> rows =
        reports.get(0).results().stream()
            .filter(row -> Tally.needsAttention(row.verdict()))
            .sorted(Comparator.comparingInt(row -> Tally.severity(row.verdict())))
            .toList();
    out.append(
        "<h2 id=\"attention\">What needs attention <small>%d</small></h2>\n"
            .formatted(rows.size()));
    if (rows.isEmpty()) {
      out.append("<p>Nothing: every clause that applies is kept.</p>\n");
      return;
    }
    out.append("<ul class=\"attention\">\n");
    for (Report.Row row : rows) {
      String came = row.came() == null ? String.valueOf(row.reason()) : row.came();
      String wanted =
          row.expected() == null
              ? ""
              : "<span class=\"dim\">expected</span> " + Html.text(row.expected()) + "<br>";
      out.append(
          """
          <li>%s <a href="#%s.0">%s</a> <small>%s</small><br>%s<br>
          <span class="found">%s<span class="dim">%s</span> %s</span></li>
          """
              .formatted(
                  Html.mark(row.verdict()),
                  row.clause(),
                  Html.text(row.test()),
                  row.level(),
                  Html.text(Words.sentence(row.story())),
                  wanted,
                  row.came() == null ? "since" : "came",
                  Html.text(came)));
    }
    out.append("</ul>\n");
  }

  private void footer() {
    out.append(
        """
        <footer>
        <h2 id="sources">Sources</h2>
        <p>A clause is as good as its worst case. MUST: a text says must, will or returns; one marked
        <i>derived</i> follows from such a text. SHOULD: a text says should. MAY: a licence, to be used
        cleanly. INFO: observed, never judged.</p>
        <ul>
        """);
    Clauses.sources()
        .forEach(
            source ->
                out.append(
                    "<li><b>%s</b> %s <span class=\"dim\">(%s)</span></li>\n"
                        .formatted(
                            Html.text(source.key()),
                            Html.text(source.title()),
                            Html.text(source.where()))));
    out.append("</ul>\n<p>Made by vitals-conformance ")
        .append(Html.text(reports.get(0).suite()))
        .append(".</p>\n</footer>\n");
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
