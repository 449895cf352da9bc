package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

/** A check as a service uses it that can do without it. Immutable. */
record OptionalCheck(HealthCheck check) implements HealthCheck {

  OptionalCheck {
    requireNonNull(check, "check");
  }

  @Override
  public String name() {
    return check.name();
  }
}
