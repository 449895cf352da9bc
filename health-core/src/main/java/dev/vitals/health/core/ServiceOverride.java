package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import java.time.Instant;

/**
 * A service's status, pinned by an operator. Closing it returns the service to its checks, or to
 * the override before. Thread-safe.
 */
public final class ServiceOverride implements AutoCloseable {

  private final ServiceRegistry registry;
  private final String service;
  private final ServingStatus status;
  private final String reason;
  private final Instant since;

  ServiceOverride(
      ServiceRegistry registry,
      String service,
      ServingStatus status,
      String reason,
      Instant since) {
    this.registry = registry;
    this.since = since;
    this.service = service;
    this.status = status;
    this.reason = reason;
  }

  /** Returns the name of the service that is pinned. */
  public String service() {
    return service;
  }

  /** Returns the status to which it is pinned. */
  public ServingStatus status() {
    return status;
  }

  /** Returns why, in the operator's words. */
  public String reason() {
    return reason;
  }

  /** Returns since when, by the wall clock. */
  public Instant since() {
    return since;
  }

  /** Ends it. Idempotent; does nothing if the service has been removed. */
  @Override
  public void close() {
    registry.unpin(this);
  }
}
