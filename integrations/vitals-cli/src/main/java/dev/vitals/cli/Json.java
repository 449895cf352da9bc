package dev.vitals.cli;

import java.util.Map;
import java.util.StringJoiner;

/** Writes one JSON object in a line: a library for it would take longer to load than the call. */
final class Json {

  private final StringJoiner members = new StringJoiner(",", "{", "}");

  Json put(String name, String value) {
    members.add(quote(name) + ":" + quote(value));
    return this;
  }

  Json put(String name, int value) {
    members.add(quote(name) + ":" + value);
    return this;
  }

  Json put(String name, Map<String, ? extends Enum<?>> values) {
    Json object = new Json();
    values.forEach((key, value) -> object.put(key, value.name()));
    members.add(quote(name) + ":" + object);
    return this;
  }

  /** Returns the object. Has no line end and no character that a terminal would obey. */
  @Override
  public String toString() {
    return members.toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(unit -> append(quoted, (char) unit));
    return quoted.append('"').toString();
  }

  /** Writes all but what is printable ASCII as an escape, which is still the same string. */
  private static void append(StringBuilder quoted, char unit) {
    if (unit == '"' || unit == '\\') {
      quoted.append('\\').append(unit);
    } else if (unit < ' ' || unit > '~') {
      quoted.append(String.format("\\u%04x", (int) unit));
    } else {
      quoted.append(unit);
    }
  }
}
