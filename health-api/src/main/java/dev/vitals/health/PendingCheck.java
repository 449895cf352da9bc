package dev.vitals.health;

/**
 * A question that {@link HealthSource#check} may not have answered yet. Thread-safe.
 *
 * <p>A transport cancels it when its caller has gone, so that a caller who comes and goes a
 * thousand times leaves nothing behind while a slow check is still running.
 */
@FunctionalInterface
public interface PendingCheck {

  /** The handle of a check that was answered before {@link HealthSource#check} returned. */
  PendingCheck ANSWERED = () -> {};

  /**
   * Gives up: frees what the question held. Idempotent. An answer that is under way may still come;
   * after it there is none.
   */
  void cancel();
}
