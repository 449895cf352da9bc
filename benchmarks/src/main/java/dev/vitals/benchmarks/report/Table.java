package dev.vitals.benchmarks.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of a page. Immutable.
 *
 * @param head what the columns are
 * @param groups its rows
 */
record Table(List<String> head, List<Group> groups) {

  /** Rows under a heading, which is empty if there is none. */
  record Group(String heading, List<List<String>> rows) {}

  static Table of(List<String> head, Collection<List<String>> rows) {
    return new Table(head, List.of(new Group("", List.copyOf(rows))));
  }

  /** Returns one whose rows stand under headings. */
  static Table of(List<String> head, Map<String, List<List<String>>> groups) {
    return new Table(
        head,
        groups.entrySet().stream()
            .map(group -> new Group(group.getKey(), group.getValue()))
            .toList());
  }

  boolean isEmpty() {
    return groups.stream().allMatch(group -> group.rows().isEmpty());
  }

  String columns() {
    return Integer.toString(head.size());
  }

  /**
   * Returns the style of a cell: a verdict is shown in its colour, beside its word; null for
   * others.
   */
  static @Nullable String style(String cell) {
    for (Target.Verdict verdict : Target.Verdict.values()) {
      if (verdict.word.equals(cell)) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }
    return null;
  }
}
