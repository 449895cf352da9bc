package dev.vitals.conformance;

import java.time.Duration;
import java.util.Locale;

/** How names, times and numbers are put into words; one way everywhere. */
final class Words {
  private static final int LONGEST_NAME = 60;

  private Words() {}

  /** A service name in quotes, with what can't be printed escaped and long ones cut. */
  static String quoted(String name) {
    StringBuilder out = new StringBuilder("'");
    int shown = 0;
    for (int at = 0; at < name.length() && shown < LONGEST_NAME; shown++) {
      int point = name.codePointAt(at);
      at += Character.charCount(point);
      if (point == '\n') {
        out.append("\\n");
      } else if (point == '\r') {
        out.append("\\r");
      } else if (isUnprintable(point)) {
        out.append(String.format(Locale.ROOT, "\\u{%X}", point));
      } else {
        out.appendCodePoint(point);
      }
    }
    out.append('\'');
    int length = name.codePointCount(0, name.length());
    return length > LONGEST_NAME ? out + "… (" + length + " characters)" : out.toString();
  }

  /** A time in the unit that reads best. */
  static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 10_000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  private static boolean isUnprintable(int point) {
    int type = Character.getType(point);
    return Character.isISOControl(point)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.NON_SPACING_MARK
        || type == Character.LINE_SEPARATOR;
  }
}
