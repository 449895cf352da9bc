package dev.vitals.benchmarks.report;

import java.util.Locale;

/**
 * An SVG drawing in the making. The page holds its colours: a class for each subject, light and
 * dark. Each subject also has a shape of its own, for readers who can't tell the colours apart.
 */
final class Drawing {

  private final StringBuilder svg = new StringBuilder();
  private final int width;
  private final int height;

  Drawing(int width, int height) {
    this.width = width;
    this.height = height;
  }

  Drawing line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  /** Marks a value with its subject's shape; the title is shown when the pointer rests on it. */
  Drawing mark(String subject, double x, double y, String title) {
    return add(
        "<path class=\"mark %s\" transform=\"translate(%.1f %.1f)\" d=\"%s\"><title>%s</title></path>",
        subject, x, y, shape(subject), Html.escape(title));
  }

  /** Writes a text; the anchor is {@code start}, {@code middle} or {@code end}. */
  Drawing text(double x, double y, String anchor, String text) {
    return text("axis", x, y, anchor, text);
  }

  /** Writes a text in a style of the page. */
  Drawing text(String style, double x, double y, String anchor, String text) {
    return add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        style, x, y, anchor, Html.escape(text));
  }

  private static String shape(String subject) {
    return switch (subject) {
      case "vitals" -> "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z";
      case "status-manager" -> "M-4.5-4.5h9v9h-9z";
      case "armeria" -> "M0-6l5.5 10h-11z";
      case "grpc-go" -> "M0-6.5l5.5 6.5-5.5 6.5-5.5-6.5z";
      case "dedicated" -> "M0 6l5.5-10h-11z";
      case "wire" -> "M-1.2-4.5h2.4v3.3h3.3v2.4h-3.3v3.3h-2.4v-3.3h-3.3v-2.4h3.3z";
      case "floor-event-loop" -> "M-3-3h6v6h-6z";
      default -> "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
    };
  }

  private Drawing add(String element, Object... values) {
    svg.append(String.format(Locale.ROOT, element, values)).append('\n');
    return this;
  }

  /** Returns it, with what it shows in words. */
  String svg(String label) {
    return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n%s</svg>"
        .formatted(width, height, Html.escape(label), svg);
  }
}
