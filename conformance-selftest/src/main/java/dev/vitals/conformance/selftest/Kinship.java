package dev.vitals.conformance.selftest;

import dev.vitals.conformance.clause.Area;
import java.util.List;
import java.util.Map;

/**
 * Which clauses may fall together: those of one area, since its cases share their means, and those
 * whose cases measure with what another clause demands. Whatever else falls beside the clause that
 * a broken server breaks is a fault of the suite. Pure.
 */
final class Kinship {
  /** Check, its codes and its one message are what most cases measure with. */
  private static final List<String> ALL = List.of("HC-");

  private static final List<String> LIST_IS_USED_BY =
      List.of("HC-LIFE-04", "HC-LIFE-05", "HC-NAME-04", "HC-NAME-05", "HC-CHECK-14");
  private static final List<String> WATCH_IS_USED_BY =
      List.of("HC-LIFE-", "HC-NAME-", "HC-SVC-01", "HC-RPC-01", "HC-RPC-21", "HC-RPC-22");
  private static final List<String> OVERALL_IS_USED_BY =
      List.of("HC-LIST-02", "HC-LIST-03", "HC-WATCH-09", "HC-LIFE-02");

  /** Clauses of other areas, as prefixes, by what their cases rely on, as a prefix too. */
  private static final Map<String, List<String>> RELIES_ON =
      Map.ofEntries(
          Map.entry("HC-SVC-01", ALL),
          Map.entry("HC-SVC-02", ALL),
          Map.entry("HC-CHECK-01", ALL),
          Map.entry("HC-CHECK-02", ALL),
          Map.entry("HC-CHECK-09", ALL),
          Map.entry("HC-CHECK-10", ALL),
          Map.entry("HC-CHECK-13", ALL),
          Map.entry("HC-RPC-17", ALL),
          Map.entry("HC-RPC-14", ALL),
          Map.entry("HC-CHECK-04", List.of("HC-LIST-04")),
          Map.entry("HC-CHECK-11", List.of("HC-WATCH-02")),
          Map.entry("HC-CHECK-03", List.of("HC-NAME-", "HC-LIFE-06")),
          Map.entry("HC-CHECK-05", OVERALL_IS_USED_BY),
          Map.entry("HC-CHECK-07", OVERALL_IS_USED_BY),
          Map.entry("HC-CHECK-14", List.of("HC-LIST-")),
          Map.entry("HC-CHECK-18", List.of("HC-NAME-")),
          Map.entry("HC-NAME-", List.of("HC-LIST-", "HC-LIFE-05")),
          Map.entry("HC-LIST-", LIST_IS_USED_BY),
          Map.entry("HC-WATCH-", WATCH_IS_USED_BY));

  private Kinship() {}

  /** Whether who breaks {@code broken} may well break {@code fallen} too. */
  static boolean mayFell(String broken, String fallen) {
    return Area.of(broken) == Area.of(fallen)
        || RELIES_ON.entrySet().stream()
            .filter(entry -> broken.startsWith(entry.getKey()))
            .anyMatch(entry -> entry.getValue().stream().anyMatch(fallen::startsWith));
  }
}
