package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import java.time.Instant;

/**
 * A service's status, pinned by an operator. Closing it returns the service to its checks, or to
 * the override before it. Thread-safe.
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
    this.reason = CheckResult.unknown(reason).reason(); // cut like those of checks
  }

  /** Returns the name of the pinned service. */
  public String service() {
    return service;
  }

  /** Returns the pinned status. */
  public ServingStatus status() {
    return status;
  }

  /** Returns the operator's reason. */
  public String reason() {
    return reason;
  }

  /** Returns when the status was pinned, by the wall clock. */
  public Instant since() {
    return since;
  }

  /** Describes the override for people. Safe to print. */
  @Override
  public String toString() {
    return Printable.quote(service) + " is pinned to " + text();
  }

  String text() {
    return status + ": " + Printable.text(reason);
  }

  /** Ends the override. Idempotent; does nothing if the service has been removed. */
  @Override
  public void close() {
    registry.unpin(this);
  }
}
