package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that health goes by: a monotonic clock for every decision, a wall clock for display, and
 * a timer. Tests hand in a {@link ManualTime}.
 *
 * <p>Implementations are thread-safe.
 */
public interface HealthTime {

  /** A task that was scheduled. */
  @FunctionalInterface
  interface Task {
    /** Sees to it that the task does not start, if it has not. Idempotent. */
    void cancel();
  }

  /** Nanoseconds that only grow, from any origin: compare differences, never values. */
  long nanos();

  /** The wall clock, for display only. */
  Instant now();

  /**
   * Runs a task once, after a delay. The task is short, does not block and does not throw.
   *
   * @return the way to cancel it. A timer that has been shut down returns one that does nothing
   */
  Task schedule(Runnable task, Duration delay);
}
