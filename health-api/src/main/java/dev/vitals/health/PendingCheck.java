package dev.vitals.health;

/**
 * A status query that {@link HealthSource#check} may not have answered yet. Thread-safe.
 *
 * <p>A transport cancels the query when its client has gone. So a client that calls and cancels a
 * thousand times leaves nothing behind, even while a slow check runs.
 */
@FunctionalInterface
public interface PendingCheck {

  /** The handle of a query that was answered before {@link HealthSource#check} returned. */
  PendingCheck ANSWERED = () -> {};

  /**
   * Cancels the query and frees what it held. Idempotent. An answer that is under way may still
   * come; no other follows.
   */
  void cancel();
}
