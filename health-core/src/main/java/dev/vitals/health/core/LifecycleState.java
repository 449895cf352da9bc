package dev.vitals.health.core;

/**
 * What overrules every service's checks: a drain, or the closing of health. Written under the
 * kernel's lock and read without it, so that a drain shows at once for all services.
 */
final class LifecycleState {

  private volatile boolean draining;
  private volatile boolean closing;
  private volatile boolean closed;

  /** Whether the service reports NOT_SERVING whatever its checks say. */
  boolean overrules(Service service) {
    return overrules(closing, draining, service.survivesDrain);
  }

  /** Whether a service reports NOT_SERVING in such a state of the lifecycle. */
  static boolean overrules(boolean closing, boolean draining, boolean survivesDrain) {
    return closing || (draining && !survivesDrain);
  }

  /** Returns what overrules the service, in words. */
  String reason() {
    return closing ? "health is closed" : "draining";
  }

  boolean isDraining() {
    return draining;
  }

  void drain(boolean drains) {
    draining = drains;
  }

  /** Makes every service report NOT_SERVING from now on. */
  void beginToClose() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** Keeps every status as it is, for good. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
