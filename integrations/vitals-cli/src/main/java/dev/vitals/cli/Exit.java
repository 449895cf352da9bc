package dev.vitals.cli;

import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;

/**
 * The exit codes, which are those of {@code grpc_health_probe} [grpc-health-probe, main.go], so
 * that a script can call either.
 */
final class Exit {

  static final int HEALTHY = 0;

  /** Wrong arguments, a file that cannot be read among them: nothing was asked. */
  static final int USAGE = 1;

  /** No connection, or none in time. */
  static final int UNCONNECTED = 2;

  /** The server answered with an error, or not in time. */
  static final int FAILED = 3;

  /** The server answered anything but {@code SERVING}. */
  static final int UNHEALTHY = 4;

  private Exit() {}

  static int of(ServingStatus status) {
    return status == ServingStatus.SERVING ? HEALTHY : UNHEALTHY;
  }
}
