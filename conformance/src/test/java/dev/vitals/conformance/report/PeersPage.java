package dev.vitals.conformance.report;

import dev.vitals.conformance.run.Divergences;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The generated parts of the page on the peers, which stand between comments. Pure. */
final class PeersPage {
  private static final Pattern CLAUSE = Pattern.compile("HC-[A-Z]+-\\d+");

  private PeersPage() {}

  /** The page with its generated parts written anew. */
  static String with(String page, List<Report> reports, List<Divergences> known) {
    String opened = part(page, "opening", linked(Opening.of(reports)) + "\n");
    String withMatrix = part(opened, "matrix", linked(MarkdownMatrix.tables(reports)));
    return part(withMatrix, "divergences", divergences(known));
  }

  /** Each clause leads to what it asks for. */
  private static String linked(String text) {
    return CLAUSE
        .matcher(text)
        .replaceAll(
            id -> "[%s](CLAUSES.md#%s)".formatted(id.group(), id.group().toLowerCase(Locale.ROOT)));
  }

  private static String part(String page, String name, String text) {
    String start = "<!-- generated: " + name + " -->\n";
    String end = "<!-- end: " + name + " -->";
    int from = page.indexOf(start);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          name + ": no place for it (expected: " + start.strip() + " and " + end + ")");
    }
    return page.substring(0, from + start.length()) + "\n" + text + "\n" + page.substring(to);
  }

  private static String divergences(List<Divergences> known) {
    StringBuilder out = new StringBuilder();
    out.append("| implementation | case | kind | reason |\n| --- | --- | --- | --- |\n");
    for (Divergences of : known) {
      for (Divergences.Entry entry : of.divergences()) {
        out.append("| ")
            .append(of.subject())
            .append(" | `")
            .append(entry.test())
            .append("` | ")
            .append(entry.kind().toString().toLowerCase(Locale.ROOT).replace('_', '-'))
            .append(entry.flaky() ? ", not in every run" : "")
            .append(" | ")
            .append(entry.reason().replace("|", "\\|").replace("<", "&lt;"))
            .append(" |\n");
      }
    }
    return out.toString();
  }
}
