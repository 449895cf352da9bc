package dev.vitals.health;

/** The serving status of a service, as the protocol defines it [health.proto, ServingStatus]. */
public enum ServingStatus {
  /** The service is known, but its health is not, or no longer. Clients treat it as unhealthy. */
  UNKNOWN,

  /** The service answers calls. */
  SERVING,

  /** The service is known and should not be called. */
  NOT_SERVING,

  /**
   * No service has this name. Only Watch sends it; Check fails with {@code NOT_FOUND} instead
   * [health.proto, Check].
   */
  SERVICE_UNKNOWN
}
