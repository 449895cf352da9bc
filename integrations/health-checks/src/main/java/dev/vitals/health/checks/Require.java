package dev.vitals.health.checks;

import java.time.Duration;

/** Argument checks. */
final class Require {

  private Require() {}

  static void that(boolean holds, String name, Object value, String law) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + law + ")");
    }
  }

  static Duration positive(String name, Duration value) {
    that(!value.isNegative() && !value.isZero(), name, value, "> 0");
    return value;
  }
}
