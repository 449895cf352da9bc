package dev.vitals.conformance;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import java.util.List;

/** What Check answers. */
final class CheckCases {
  private CheckCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-01/serving",
                "a known service that serves answers OK, SERVING",
                CheckCases::serving)
            .needs(Need.CHECK, Need.SET)
            .kills("check-always-not-serving")
            .quick(),
        Case.of(
                "HC-CHECK-02/not-serving",
                "a known service that does not serve answers OK, NOT_SERVING",
                CheckCases::notServing)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("not-serving-as-unavailable", "always-serving")
            .quick(),
        Case.of(
                "HC-CHECK-03/unknown",
                "an unknown name answers NOT_FOUND",
                c -> c.expectNotFound(c.unknownName()))
            .needs(Need.CHECK)
            .kills(
                "unknown-as-ok-service-unknown", "unknown-as-ok-unknown", "unknown-as-not-serving")
            .quick());
  }

  private static void serving(CaseContext c) throws Exception {
    c.expectCheck(c.known(SERVING), SERVING);
  }

  private static void notServing(CaseContext c) throws Exception {
    c.expectCheck(c.known(NOT_SERVING), NOT_SERVING);
  }
}
