package dev.vitals.conformance;

import java.time.Duration;

/** How much time a run may take; a case runs in its own profile and in every longer one. */
public enum Profile {
  /** The core of the protocol, in half a minute. */
  QUICK(0.1, Duration.ofMillis(150), Duration.ofSeconds(1)),
  /** Every case, in three minutes. */
  DEFAULT(1, Duration.ofMillis(250), Duration.ofSeconds(4)),
  /** More rounds, more watchers, longer silences: for a nightly run. */
  LONG(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final double effort;
  private final Duration quiet;
  private final Duration slice;

  Profile(double effort, Duration quiet, Duration slice) {
    this.effort = effort;
    this.quiet = quiet;
    this.slice = slice;
  }

  /** What a stated number of rounds is multiplied by. */
  public double effort() {
    return effort;
  }

  /** How long a wait for nothing lasts. One-sided: silence proves nothing, a message does. */
  public Duration quiet() {
    return quiet;
  }

  /** How long repeated rounds of one case may take before they end, short of their number. */
  public Duration slice() {
    return slice;
  }

  /** Whether a case that belongs to {@code other} is part of this profile. */
  public boolean includes(Profile other) {
    return other.compareTo(this) <= 0;
  }
}
