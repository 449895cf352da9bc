package dev.vitals.health.core;

/**
 * Finds out one thing about the server. Either it is run ({@link ServiceCheck}) or it is set
 * ({@link ServiceStatus}). One check may decide many services, and many healths.
 */
public sealed interface HealthCheck permits ServiceCheck, ServiceStatus, OptionalCheck {

  /** Returns the name by which reports and log lines call it. */
  String name();

  /**
   * Returns the same check for a service that can do without it: its result is reported and never
   * decides the service's status.
   */
  static HealthCheck optional(HealthCheck check) {
    return check instanceof OptionalCheck ? check : new OptionalCheck(check);
  }
}
