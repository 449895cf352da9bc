package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;

/**
 * What decides a service's status: that health is closed, a drain, an override, and without any of
 * them its checks. Guarded by the board's lock, but for the two questions that say otherwise.
 */
final class Ruling {

  private volatile boolean draining;
  private volatile boolean closed;
  private boolean closing;

  ServingStatus status(Service service, long now) {
    if (closing || drains(service)) {
      return ServingStatus.NOT_SERVING;
    }
    ServiceOverride override = service.overrides.peekLast();
    return override != null ? override.status() : service.aggregate(now);
  }

  /** Says in words what decided. */
  String reason(Service service, long now) {
    if (closing) {
      return "health is closed";
    }
    if (drains(service)) {
      return "draining";
    }
    ServiceOverride override = service.overrides.peekLast();
    return override != null ? "override: " + override.reason() : service.explain(now);
  }

  private boolean drains(Service service) {
    return draining && !service.survivesDrain;
  }

  /** Whether the status will be the same whatever a check finds that has no result yet. */
  boolean isCertain(Service service, long now) {
    return !service.overrides.isEmpty() || status(service, now) == ServingStatus.NOT_SERVING;
  }

  void drain(boolean drains) {
    draining = drains;
  }

  /** Needs no lock. */
  boolean isDraining() {
    return draining;
  }

  /** From now on every service is decided as closed. */
  void beginToClose() {
    closing = true;
  }

  /** From now on every service shows that, and nothing changes any more. */
  void close() {
    closed = true;
  }

  /** Needs no lock. */
  boolean isClosed() {
    return closed;
  }
}
