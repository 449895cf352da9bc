package dev.vitals.health.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client would like to have, by its header {@code Accept} [RFC 9110, 12.5.1]. Immutable.
 * What it says in a way that nobody understands is left out.
 *
 * @param ranges the media ranges
 */
record Accept(List<Range> ranges) {

  /** A media range, such as {@code text/*}, in lower case, and how much it is wanted: 0 to 1. */
  record Range(String type, double quality) {}

  private static final Range ANYTHING = new Range("*/*", 1);

  static Accept of(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return new Accept(List.of(ANYTHING));
    }
    List<Range> ranges = new ArrayList<>();
    for (String part : header.split(",")) {
      String[] words = part.split(";");
      ranges.add(new Range(words.length == 0 ? "" : lower(words[0]), quality(words)));
    }
    return new Accept(List.copyOf(ranges));
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static double quality(String[] words) {
    for (int i = 1; i < words.length; i++) {
      String word = lower(words[i]);
      if (word.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
        return Double.parseDouble(word.substring(2));
      }
    }
    return 1;
  }

  /** Returns how much a type is wanted; 0 if it is not. The range that names it best decides. */
  double quality(String type) {
    String[] candidates = {type, type.substring(0, type.indexOf('/')) + "/*", "*/*"};
    for (String candidate : candidates) {
      if (ranges.stream().anyMatch(range -> range.type().equals(candidate))) {
        return named(candidate);
      }
    }
    return 0;
  }

  /** Returns how much a type, or a range, is wanted by its very name; 0 if it is not named. */
  double named(String type) {
    return ranges.stream()
        .filter(range -> range.type().equals(type))
        .mapToDouble(Range::quality)
        .max()
        .orElse(0);
  }
}
