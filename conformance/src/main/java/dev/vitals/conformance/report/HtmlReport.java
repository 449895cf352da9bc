package dev.vitals.conformance.report;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.List;

/**
 * One HTML file without scripts or anything fetched: clauses down, implementations across, and
 * behind each cell its evidence. Readable without colour. The templates are in {@code
 * src/main/jte}; a Maven plugin makes a class of each ({@code JtepageGenerated} of {@code
 * page.jte}), which escapes what it writes. Pure.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /** The page for one implementation or several. */
  @SuppressWarnings("NullAway") // no interceptor: jte takes null for none, and has no annotations
  public static String of(List<Report> reports) {
    StringOutput out = new StringOutput();
    JtepageGenerated.render(new OwaspHtmlTemplateOutput(out), null, new Page(reports));
    // The one character that HTML has no way to write.
    return out.toString().replace('\0', '\ufffd');
  }
}
