package dev.vitals.conformance.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One header block as it stood on the wire: every field in order, repeats included.
 *
 * <p>Values are bytes; each char here is one byte of them (ISO 8859-1), so nothing is lost and
 * nothing is judged. Immutable.
 */
public record RawHeaders(List<Field> fields) {

  /** One name and its value. */
  public record Field(String name, String value) {

    @Override
    public String toString() {
      return name + ": " + printable(value);
    }
  }

  static final RawHeaders EMPTY = new RawHeaders(List.of());

  public RawHeaders {
    fields = List.copyOf(fields);
  }

  /** Returns this block with one more field at its end. */
  RawHeaders plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new RawHeaders(more);
  }

  /** Returns this block with the field set to one value, in its old place if it had one. */
  RawHeaders with(String name, String value) {
    if (first(name).isEmpty()) {
      return plus(name, value);
    }
    List<Field> changed = new ArrayList<>();
    boolean placed = false;
    for (Field field : fields) {
      if (!field.name().equals(name)) {
        changed.add(field);
      } else if (!placed) {
        changed.add(new Field(name, value));
        placed = true;
      }
    }
    return new RawHeaders(changed);
  }

  /** Returns this block without any field of that name. */
  RawHeaders without(String name) {
    return new RawHeaders(fields.stream().filter(f -> !f.name().equals(name)).toList());
  }

  /** Returns the first value of that name. */
  public Optional<String> first(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).findFirst();
  }

  /** Returns all values of that name, in order. */
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
  }

  @Override
  public String toString() {
    return fields.stream().map(Field::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Shows text safely: what is not printable ASCII as \xNN, and no more than 120 chars of it. */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    int end = Math.min(text.length(), 120);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f) {
        shown.append(c);
      } else {
        shown.append(
            c < 0x100 ? String.format("\\x%02x", (int) c) : String.format("\\u%04x", (int) c));
      }
    }
    return end == text.length() ? shown.toString() : shown + "… (" + text.length() + " in all)";
  }
}
