package dev.vitals.health.core;

import java.time.Duration;

/** Tells a check about its current run. Thread-safe. */
public final class CheckContext {

  private final ActiveClock clock;
  private final long deadline;
  private volatile boolean cancelled;

  CheckContext(ActiveClock clock, long deadline) {
    this.clock = clock;
    this.deadline = deadline;
  }

  /** Returns how long the run may still take before it counts as failed; never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadline - clock.nanos()));
  }

  /**
   * Whether the run's result no longer matters: it timed out, its check was removed, or health was
   * closed.
   */
  public boolean isCancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }
}
