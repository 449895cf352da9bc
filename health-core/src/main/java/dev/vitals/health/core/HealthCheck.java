package dev.vitals.health.core;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks one thing that a server depends on. Health runs it ({@link ServiceCheck}), or the
 * application sets it ({@link ServiceStatus}). One check may decide many services, of many healths.
 */
public sealed interface HealthCheck permits ServiceCheck, ServiceStatus, OptionalCheck {

  /** Returns the check's name, for reports and log lines. */
  String name();

  /** Returns the check's tags, in the order in which they were given. Unmodifiable. */
  Set<String> tags();

  /** Returns where to read what to do if the check fails; null if nobody has said. */
  @Nullable URI runbook();

  /**
   * Returns the same check as an optional one: reports show its result, but it never decides the
   * service's status.
   */
  static HealthCheck optional(HealthCheck check) {
    return check instanceof OptionalCheck ? check : new OptionalCheck(check);
  }
}
