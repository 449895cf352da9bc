package dev.vitals.health;

/**
 * Makes untrusted text safe for a log line or a terminal. A service name may hold anything,
 * including line ends and escape sequences.
 */
public final class Printable {

  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /**
   * Escapes what could break a line or control a terminal, and cuts the text after 200 characters.
   *
   * @return the text, with each of these as {@code \}{@code uXXXX}: controls, format characters
   *     (bidi overrides among them), line and paragraph separators, unpaired surrogates, unassigned
   *     and private-use characters, backslashes. Cut text ends in {@code …}
   */
  public static String text(String text) {
    return escape(text, false);
  }

  /**
   * Escapes single quotes as well and puts the text in single quotes, since {@code ''} is a real
   * name.
   */
  public static String quote(String text) {
    return '\'' + escape(text, true) + '\'';
  }

  private static String escape(String text, boolean quoted) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 2);
    for (int i = 0; i < text.length(); ) {
      if (safe.length() >= MAX_LENGTH) {
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
