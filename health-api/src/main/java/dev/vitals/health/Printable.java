package dev.vitals.health;

/**
 * Text that came from elsewhere, made safe for a log line or a terminal. A service's name may hold
 * anything, line ends and escape sequences included; it is shown through here.
 */
public final class Printable {

  private static final int LONGEST = 200;

  private Printable() {}

  /**
   * Escapes what could break a line or steer a terminal, and cuts after 200 characters.
   *
   * @return the text with controls, format characters (bidi overrides among them), unpaired
   *     surrogates and backslashes as {@code \}{@code uXXXX}; cut text ends in {@code …}
   */
  public static String text(String text) {
    return escape(text, false);
  }

  /** Like {@link #text}, in single quotes, since {@code ''} is a real name. */
  public static String quote(String text) {
    return '\'' + escape(text, true) + '\'';
  }

  private static String escape(String text, boolean quoted) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), LONGEST) + 2);
    for (int i = 0; i < text.length(); ) {
      if (safe.length() >= LONGEST) {
        return safe.append('…').toString();
      }
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isPlain(point) && !(quoted && point == '\'')) {
        safe.appendCodePoint(point);
      } else {
        for (char unit : Character.toChars(point)) {
          safe.append(String.format("\\u%04X", (int) unit));
        }
      }
    }
    return safe.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> point != '\\';
    };
  }
}
