package dev.vitals.benchmarks.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Pieces of a page. */
final class Html {

  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Returns a table that scrolls by itself on a narrow screen. Cells are escaped. */
  static String table(List<String> head, Collection<List<String>> rows) {
    return "<div class=\"scroll\"><table>\n<thead>%s</thead>\n<tbody>%n%s%n</tbody>\n</table></div>\n"
        .formatted(
            row("th", head),
            rows.stream().map(r -> row("td", r)).collect(Collectors.joining("\n")));
  }

  /** Returns one whose rows stand under headings. */
  static String table(List<String> head, Map<String, List<List<String>>> groups) {
    String bodies =
        groups.entrySet().stream()
            .map(group -> body(head.size(), group.getKey(), group.getValue()))
            .collect(Collectors.joining("\n"));
    return "<div class=\"scroll\"><table>\n<thead>%s</thead>\n%s\n</table></div>\n"
        .formatted(row("th", head), bodies);
  }

  private static String body(int columns, String heading, List<List<String>> rows) {
    return "<tbody>%n<tr class=\"group\"><th colspan=\"%d\" scope=\"colgroup\">%s</th></tr>%n%s%n</tbody>"
        .formatted(
            columns,
            escape(heading),
            rows.stream().map(r -> row("td", r)).collect(Collectors.joining("\n")));
  }

  private static String row(String cell, List<String> texts) {
    return texts.stream()
        .map(text -> "<%s%s>%s</%s>".formatted(cell, style(text), escape(text), cell))
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  /** A verdict is shown in its colour, beside its word. */
  private static String style(String text) {
    for (Target.Verdict verdict : Target.Verdict.values()) {
      if (verdict.word.equals(text)) {
        return " class=\"" + verdict.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\"";
      }
    }
    return "";
  }
}
