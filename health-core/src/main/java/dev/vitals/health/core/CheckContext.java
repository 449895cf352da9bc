package dev.vitals.health.core;

import java.time.Duration;

/** What a check may ask about the run it is in. Thread-safe. */
public final class CheckContext {

  private final ActiveClock clock;
  private final long deadline;
  private volatile boolean cancelled;

  CheckContext(ActiveClock clock, long deadline) {
    this.clock = clock;
    this.deadline = deadline;
  }

  /** Returns how long the run may still take before it counts as failed: zero, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadline - clock.nanos()));
  }

  /** Whether nobody waits for the run any more: it timed out, or health was closed. */
  public boolean isCancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }
}
