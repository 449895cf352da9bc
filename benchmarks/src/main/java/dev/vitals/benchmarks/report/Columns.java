package dev.vitals.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table for a terminal. */
final class Columns {

  private Columns() {}

  static String align(List<String> head, List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, head.size())
            .map(
                column ->
                    Stream.concat(Stream.of(head), rows.stream())
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
            .toArray();
    return Stream.concat(Stream.of(head), rows.stream())
        .map(row -> line(row, widths))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }
}
