package dev.vitals.health;

/** What a service's health is, in the words of the protocol [health.proto, ServingStatus]. */
public enum ServingStatus {
  /** The service is known and its health is not, or not any more. Clients treat it as unhealthy. */
  UNKNOWN,

  /** The service answers calls. */
  SERVING,

  /** The service is known and should not be called. */
  NOT_SERVING,

  /**
   * Nobody knows a service of that name. Only a watch reports it; asked once, gRPC answers {@code
   * NOT_FOUND} instead [health.proto, Check].
   */
  SERVICE_UNKNOWN
}
