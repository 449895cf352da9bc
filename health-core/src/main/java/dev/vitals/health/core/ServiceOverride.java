package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;

/**
 * A service's status, pinned by an operator. Closing it returns the service to its checks, or to
 * the override before. Thread-safe.
 */
public final class ServiceOverride implements AutoCloseable {

  private final Board board;
  private final String service;
  private final ServingStatus status;
  private final String reason;

  ServiceOverride(Board board, String service, ServingStatus status, String reason) {
    this.board = board;
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

  /** Ends it. Idempotent; does nothing if the service has been removed. */
  @Override
  public void close() {
    board.unpin(this);
  }
}
