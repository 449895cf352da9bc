package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.Printable;
import java.time.Duration;
import java.util.List;

/** Checks arguments. Each message has the form {@code name: value (expected: law)}. */
final class Require {

  private Require() {}

  static IllegalArgumentException violation(String name, Object value, String law) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + law + ")");
  }

  static void that(boolean holds, String name, Object value, String law) {
    if (!holds) {
      throw violation(name, value, law);
    }
  }

  /** Returns the duration, at most a century, so that the sum of two fits a long of nanoseconds. */
  static Duration positive(String name, Duration value) {
    that(requireNonNull(value, name).compareTo(Duration.ZERO) > 0, name, value, "> 0");
    return value.compareTo(SystemTime.CENTURY) < 0 ? value : SystemTime.CENTURY;
  }

  static void notBlank(String name, String value, String law) {
    that(!requireNonNull(value, name).isBlank(), name, "'" + value + "'", law);
  }

  static Duration notNegative(String name, Duration value) {
    that(!requireNonNull(value, name).isNegative(), name, value, ">= 0");
    return value;
  }

  /** Returns the values as a list; none may be null. */
  static <T> List<T> list(String name, T[] values) {
    for (T value : requireNonNull(values, name)) {
      requireNonNull(value, name);
    }
    return List.of(values);
  }

  static int atLeast(int least, String name, int value) {
    that(value >= least, name, value, ">= " + least);
    return value;
  }

  /** Returns the name, if it is a well-formed string of at most this many bytes. */
  static String name(String kind, String name, int maxBytes) {
    requireNonNull(name, kind);
    int bytes = utf8Length(name);
    that(bytes >= 0, kind, Printable.quote(name), "no unpaired surrogates");
    that(bytes <= maxBytes, kind, Printable.quote(name), bounds(bytes, maxBytes));
    return name;
  }

  private static String bounds(int bytes, int maxBytes) {
    return "at most " + maxBytes + " bytes of UTF-8; it has " + bytes;
  }

  /** Returns the length in UTF-8, or -1 if a surrogate is unpaired. Allocates nothing. */
  static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < 0x80) {
        bytes++;
      } else if (unit < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(unit)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        return -1;
      }
    }
    return bytes;
  }
}
