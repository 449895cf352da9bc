package subject;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON (RFC 8259) without a library, so that a subject depends on none but the one under judgement.
 * Objects are maps, arrays lists, whole numbers {@link BigInteger}s and others {@link BigDecimal}s.
 */
final class Json {

  private static final int MAX_DEPTH = 100;
  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d*)");
  private static final Pattern NUMBER =
      Pattern.compile(WHOLE.pattern() + "(\\.\\d+)?([eE][-+]?\\d+)?");

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads a text that is one value.
   *
   * @throws IllegalArgumentException if it is none, or something follows
   */
  static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.next();
    if (json.at < text.length()) {
      throw json.expected("nothing after the value");
    }
    return value;
  }

  /** Writes what {@link #read} returns, and enums by their names, in one line. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels");
    }
    return switch (next()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    take('{');
    if (next() != '}') {
      do {
        next();
        String name = string();
        take(':');
        fields.put(name, value(depth + 1));
      } while (goesOn('}'));
    }
    take('}');
    return fields;
  }

  private List<Object> array(int depth) {
    List<Object> values = new ArrayList<>();
    take('[');
    if (next() != ']') {
      do {
        values.add(value(depth + 1));
      } while (goesOn(']'));
    }
    take(']');
    return values;
  }

  private boolean goesOn(char end) {
    if (next() == end) {
      return false;
    }
    take(',');
    return true;
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    take('"');
    for (char next = character(); next != '"'; next = character()) {
      if (next < ' ') {
        throw expected("an escape for a control character");
      }
      value.append(next == '\\' ? escaped() : next);
    }
    return value.toString();
  }

  private char escaped() {
    char kind = character();
    int simple = ESCAPES.indexOf(kind);
    if (simple >= 0) {
      return ESCAPED.charAt(simple);
    }
    if (kind != 'u') {
      throw expected("an escape");
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(character(), 16);
      if (digit < 0) {
        throw expected("four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private Object word() {
    int start = at;
    while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    switch (word) {
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
      default:
        if (WHOLE.matcher(word).matches()) {
          return new BigInteger(word);
        }
        if (NUMBER.matcher(word).matches()) {
          return new BigDecimal(word);
        }
        at = start;
        throw expected("a value");
    }
  }

  /** The next character that is no blank, still to be taken; NUL at the end. */
  private char next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char character() {
    if (at == text.length()) {
      throw expected("the end of the string");
    }
    return text.charAt(at++);
  }

  private void take(char wanted) {
    if (next() != wanted) {
      throw expected("'" + wanted + "'");
    }
    at++;
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException("character " + at + ": expected " + what);
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> fields) {
      String before = "{";
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        out.append(before);
        write(String.valueOf(field.getKey()), out);
        out.append(':');
        write(field.getValue(), out);
        before = ",";
      }
      out.append(fields.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> values) {
      String before = "[";
      for (Object each : values) {
        out.append(before);
        write(each, out);
        before = ",";
      }
      out.append(values.isEmpty() ? "[]" : "]");
    } else if (value instanceof CharSequence || value instanceof Enum<?>) {
      quote(value.toString(), out);
    } else {
      out.append(value);
    }
  }

  private static void quote(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      if (next == '"' || next == '\\') {
        out.append('\\').append(next);
      } else if (next < ' ') {
        out.append(String.format("\\u%04x", (int) next));
      } else {
        out.append(next);
      }
    }
    out.append('"');
  }
}
