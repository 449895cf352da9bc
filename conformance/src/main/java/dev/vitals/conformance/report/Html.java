package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import java.util.Locale;

/** The letters of HTML. Pure. */
final class Html {
  private Html() {}

  static void head(StringBuilder out, String title, String style) {
    out.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>""");
    out.append(text(title))
        .append("</title>\n<style>\n")
        .append(style)
        .append("</style>\n</head>\n<body>\n<main>\n");
  }

  /** A link to a place on the page. */
  static String link(String id, String text) {
    return "<a href=\"#" + id + "\">" + text(text) + "</a>";
  }

  /** A verdict as a word, so that colour only helps. */
  static String mark(Verdict verdict) {
    return "<span class=\"v "
        + verdict.name().toLowerCase(Locale.ROOT).replace('_', '-')
        + "\">"
        + verdict.mark()
        + "</span>";
  }

  static String text(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case 0 -> out.append('\ufffd');
                default -> out.appendCodePoint(point);
              }
            });
    return out.toString();
  }

  /** Three digits that count; all of them, where they are few and whole. */
  static String number(double value) {
    if (Math.abs(value) >= 1e7) {
      return String.format(Locale.ROOT, "%.2e", value).replace("e+0", "e").replace("e+", "e");
    }
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }
}
