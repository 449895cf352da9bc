package dev.vitals.conformance.rig;

import java.util.List;

/**
 * The cases that most others rest on. They run first, and what another case finds wrong that one of
 * them has found wrong before is blocked by its clause.
 */
public final class Foundations {
  /** In the order in which they rest on one another. */
  public static final List<String> CASES =
      List.of(
          "HC-SVC-01/paths",
          "HC-RPC-17/status-in-trailers",
          "HC-CHECK-09/at-once",
          "HC-CHECK-13/one-message",
          "HC-SVC-02/numbers",
          "HC-CHECK-01/serving",
          "HC-CHECK-02/not-serving",
          "HC-CHECK-10/status-unknown",
          "HC-CHECK-03/unknown",
          "HC-LIST-01/all-known",
          "HC-WATCH-01/current-status",
          "HC-WATCH-02/unknown",
          "HC-WATCH-05/each-change",
          "HC-WATCH-13/two");

  private Foundations() {}

  public static boolean include(Case test) {
    return CASES.contains(test.id());
  }
}
