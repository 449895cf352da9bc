package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A drawing in the making, which {@code drawing.jte} writes as SVG. Each subject has a shape of its
 * own, for readers who can't tell the colours apart.
 */
final class Drawing {

  private final String label;
  private final int width;
  private final int height;
  private final List<Shape> shapes = new ArrayList<>();

  /**
   * Begins one.
   *
   * @param label what it shows, in words
   */
  Drawing(String label, int width, int height) {
    this.label = label;
    this.width = width;
    this.height = height;
  }

  /** A part of it. */
  sealed interface Shape {}

  /** Coordinates are as SVG has them, to a tenth. */
  record Line(String style, String x1, String y1, String x2, String y2) implements Shape {}

  /** The title is shown when the pointer rests on the mark. */
  record Mark(String subject, String x, String y, String title) implements Shape {

    String outline() {
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
  }

  /** The anchor is {@code start}, {@code middle} or {@code end}. */
  record Text(String style, String x, String y, String anchor, String words) implements Shape {}

  Drawing line(String style, double x1, double y1, double x2, double y2) {
    return add(new Line(style, tenths(x1), tenths(y1), tenths(x2), tenths(y2)));
  }

  /** Marks a value with its subject's shape. */
  Drawing mark(String subject, double x, double y, String title) {
    return add(new Mark(subject, tenths(x), tenths(y), title));
  }

  /** Writes a text on an axis. */
  Drawing text(double x, double y, String anchor, String words) {
    return text("axis", x, y, anchor, words);
  }

  /** Writes a text in a style of the page. */
  Drawing text(String style, double x, double y, String anchor, String words) {
    return add(new Text(style, tenths(x), tenths(y), anchor, words));
  }

  private Drawing add(Shape shape) {
    shapes.add(shape);
    return this;
  }

  private static String tenths(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }

  String label() {
    return label;
  }

  String viewBox() {
    return "0 0 " + width + " " + height;
  }

  List<Shape> shapes() {
    return shapes;
  }
}
