package dev.vitals.examples.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a stream is opened again: not at all after one that got an answer, else
 * longer each time, up to two minutes, and never in step with other clients [gRFC A17,
 * connection-backoff.md]. Not thread-safe.
 */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final double GROWTH = 1.6;
  private static final double JITTER = 0.2;

  private final DoubleSupplier random;
  private double nanos = FIRST.toNanos();
  private boolean answered;

  /** Takes its jitter from a source of numbers from 0 to 1. */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The stream got an answer. */
  void answered() {
    answered = true;
  }

  /** Returns the wait before the next one. */
  Duration next() {
    if (answered) {
      answered = false;
      nanos = FIRST.toNanos();
      return Duration.ZERO;
    }
    double wait = nanos * (1 + JITTER * (2 * random.getAsDouble() - 1));
    nanos = Math.min(nanos * GROWTH, LONGEST.toNanos());
    return Duration.ofNanos((long) wait);
  }
}
