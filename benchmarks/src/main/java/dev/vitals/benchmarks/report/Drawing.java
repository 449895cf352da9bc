package dev.vitals.benchmarks.report;

import java.util.Locale;

/** An SVG drawing in the making. Its colours are the page's: a class a subject, light and dark. */
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

  Drawing dot(String style, double x, double y, String title) {
    return add(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
        style, x, y, Html.escape(title));
  }

  /** Writes a text; the anchor is {@code start}, {@code middle} or {@code end}. */
  Drawing text(double x, double y, String anchor, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, Html.escape(text));
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
