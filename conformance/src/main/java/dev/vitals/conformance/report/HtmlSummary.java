package dev.vitals.conformance.report;

import java.util.List;
import java.util.Locale;

/** Who was judged, how, and the numbers in front. */
final class HtmlSummary {
  private final StringBuilder out;

  HtmlSummary(StringBuilder out) {
    this.out = out;
  }

  void one(Report report) {
    out.append("<p class=\"headline\">")
        .append(
            "<span>"
                + Html.text(report.summary().headline()).replace(" · ", " ·</span> <span>")
                + "</span>")
        .append("</p>\n<dl class=\"facts\">\n");
    Report.SubjectPart subject = report.subject();
    fact("language", subject.language());
    fact("offers", String.join(" ", subject.methods()));
    fact("commands", subject.ops().isEmpty() ? "none" : String.join(" ", subject.ops()));
    fact("statuses", String.join(" ", subject.statuses()));
    fact("run", report.run().started() + ", " + run(report));
    out.append("</dl>\n");
  }

  void several(List<Report> reports) {
    out.append(
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Implementations">
        <table class="heads">
        <thead><tr><th scope="col">Implementation</th><th scope="col">MUST</th>\
        <th scope="col">SHOULD</th><th scope="col">n/a</th><th scope="col">Language</th>\
        <th scope="col">Run</th></tr></thead>
        <tbody>
        """);
    for (Report report : reports) {
      out.append(
          "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%d</td><td>%s</td><td class=\"dim\">%s</td></tr>\n"
              .formatted(
                  Html.text(report.title()),
                  report.summary().must(),
                  report.summary().should(),
                  report.summary().notApplicable(),
                  Html.text(report.subject().language()),
                  Html.text(run(report))));
    }
    out.append("</tbody></table></div>\n");
  }

  private static String run(Report report) {
    return "%s, seed %d, %d s"
        .formatted(
            report.run().profile().toLowerCase(Locale.ROOT),
            report.run().seed(),
            Math.round(report.run().durationMs() / 1000.0));
  }

  private void fact(String name, String value) {
    if (!value.isBlank()) {
      out.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, Html.text(value)));
    }
  }
}
