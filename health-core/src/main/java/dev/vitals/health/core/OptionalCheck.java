package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

/** A check that a service lists as optional. Immutable. */
record OptionalCheck(HealthCheck check) implements HealthCheck {

  OptionalCheck {
    requireNonNull(check, "check");
  }

  @Override
  public String name() {
    return check.name();
  }
}
