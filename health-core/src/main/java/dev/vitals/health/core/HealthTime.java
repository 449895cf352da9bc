package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that health uses: a monotonic clock for every decision, a wall clock for display, and a
 * timer. Tests use a {@link ManualTime}.
 *
 * <p>Implementations are thread-safe. The clocks must not block: health reads them under its lock.
 */
public interface HealthTime {

  /** A scheduled task. */
  @FunctionalInterface
  interface Task {
    /** Keeps the task from starting, if it has not started. Idempotent. */
    void cancel();
  }

  /** Returns nanoseconds that only grow, from any origin: compare differences, never values. */
  long nanos();

  /** Returns the wall clock's time, for display only. */
  Instant now();

  /**
   * Runs a task once, after a delay. The task is short, does not block and does not throw.
   *
   * @return a handle that cancels the task. A timer that has been shut down returns one that does
   *     nothing
   */
  Task schedule(Runnable task, Duration delay);
}
