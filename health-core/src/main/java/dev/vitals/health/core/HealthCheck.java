package dev.vitals.health.core;

/**
 * Checks one thing that a server depends on. Health runs it ({@link ServiceCheck}), or the
 * application sets it ({@link ServiceStatus}). One check may decide many services, of many healths.
 */
public sealed interface HealthCheck permits ServiceCheck, ServiceStatus, OptionalCheck {

  /** Returns the check's name, for reports and log lines. */
  String name();

  /**
   * Returns the same check as an optional one: reports show its result, but it never decides the
   * service's status.
   */
  static HealthCheck optional(HealthCheck check) {
    return check instanceof OptionalCheck ? check : new OptionalCheck(check);
  }
}
