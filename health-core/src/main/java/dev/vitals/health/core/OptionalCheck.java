package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A check that a service lists as optional. Immutable. */
record OptionalCheck(HealthCheck check) implements HealthCheck {

  OptionalCheck {
    requireNonNull(check, "check");
  }

  @Override
  public String name() {
    return check.name();
  }

  @Override
  public Set<String> tags() {
    return check.tags();
  }

  @Override
  public @Nullable URI runbook() {
    return check.runbook();
  }
}
