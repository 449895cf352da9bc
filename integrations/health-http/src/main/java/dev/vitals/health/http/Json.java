package dev.vitals.health.http;

import java.util.Map;

/**
 * Writes JSON [RFC 8259]. Text may hold anything: what could break a line, a script or a terminal
 * is escaped, and so still the same string to whoever parses it. Half of a surrogate pair, which
 * parsers refuse, becomes U+FFFD.
 */
final class Json {

  private static final char REPLACEMENT = '\ufffd';

  private Json() {}

  /**
   * Returns one line of JSON.
   *
   * @param value a map, an iterable, a whole number or a boolean; everything else is written as the
   *     string that it is in Java, such as an enum's name or an instant in ISO 8601
   */
  static String of(Object value) {
    StringBuilder json = new StringBuilder();
    append(json, value);
    return json.toString();
  }

  private static void append(StringBuilder json, Object value) {
    if (value instanceof Map<?, ?> map) {
      appendObject(json, map);
    } else if (value instanceof Iterable<?> values) {
      appendArray(json, values);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      json.append(value);
    } else {
      appendString(json, value.toString());
    }
  }

  private static void appendObject(StringBuilder json, Map<?, ?> map) {
    String separator = "{";
    for (Map.Entry<?, ?> member : map.entrySet()) {
      json.append(separator);
      appendString(json, member.getKey().toString());
      json.append(':');
      append(json, member.getValue());
      separator = ",";
    }
    json.append(map.isEmpty() ? "{}" : "}");
  }

  private static void appendArray(StringBuilder json, Iterable<?> values) {
    json.append('[');
    String separator = "";
    for (Object value : values) {
      json.append(separator);
      append(json, value);
      separator = ",";
    }
    json.append(']');
  }

  private static void appendString(StringBuilder json, String text) {
    json.append('"');
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                json.append('\\').append((char) point);
              } else if (Character.getType(point) == Character.SURROGATE) {
                json.append(REPLACEMENT);
              } else if (isPlain(point)) {
                json.appendCodePoint(point);
              } else {
                appendEscaped(json, point);
              }
            });
    json.append('"');
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void appendEscaped(StringBuilder json, int point) {
    for (char unit : Character.toChars(point)) {
      json.append(String.format("\\u%04x", (int) unit));
    }
  }
}
