package dev.vitals.health.core;

/**
 * What overrules every service's checks: a drain, and that health is closed. Written under the
 * kernel's lock, read by anybody, so that a drain shows at once for all services.
 */
final class LifecycleState {

  private volatile boolean draining;
  private volatile boolean closing;
  private volatile boolean closed;

  /** Whether the service reports NOT_SERVING whatever its checks say. */
  boolean overrules(Service service) {
    return closing || (draining && !service.survivesDrain);
  }

  /** Says in words what overrules it. */
  String reason() {
    return closing ? "health is closed" : "draining";
  }

  boolean isDraining() {
    return draining;
  }

  void drain(boolean drains) {
    draining = drains;
  }

  /** From now on every service reports NOT_SERVING. */
  void beginToClose() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** From now on nothing changes any more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
