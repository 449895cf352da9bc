package dev.vitals.conformance.text;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How names, times and numbers are put into words; one way everywhere. */
public final class Words {
  private static final int MAX_NAME_CHARACTERS = 60;

  private Words() {}

  /** A service name in quotes, with what can't be printed escaped and long ones cut. */
  public static String quoted(String name) {
    return "'" + escaped(name) + "'" + left(name);
  }

  /** What a server says, likewise, without quotes. */
  public static String shown(String text) {
    return escaped(text) + left(text);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    int shown = 0;
    for (int at = 0; at < text.length() && shown < MAX_NAME_CHARACTERS; shown++) {
      int point = text.codePointAt(at);
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
    return out.toString();
  }

  private static String left(String text) {
    int length = text.codePointCount(0, text.length());
    return length > MAX_NAME_CHARACTERS ? "… (" + length + " characters)" : "";
  }

  /** A number and what is counted. */
  public static String count(long number, String what) {
    return count(number, what, what + "s");
  }

  /** The same of a word that has a plural of its own. */
  public static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** Begins with a capital and ends with a full stop. */
  public static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }

  /** A time in the unit that reads best. */
  public static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 10_000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  /** What came, or the word for it where nothing did. */
  public static String orNone(@Nullable Object came) {
    return came == null ? "none" : came.toString();
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
