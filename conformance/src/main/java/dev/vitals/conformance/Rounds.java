package dev.vitals.conformance;

import java.time.Duration;

/**
 * Counts rounds of a case: a stated number, scaled by the profile, that ends early when its slice
 * of time is used up (on a server that takes half a second for an answer, say), but not before the
 * third. Confined to the case's thread.
 */
final class Rounds {
  private static final int AT_LEAST = 3;

  private final int number;
  private final Duration slice;
  private final Evidence evidence;
  private final long start = System.nanoTime();
  private int done;

  Rounds(int number, Profile profile, Evidence evidence) {
    this.number = Math.max(AT_LEAST, (int) (number * profile.effort()));
    this.slice = profile.slice();
    this.evidence = evidence;
  }

  /** Whether there is one more; to be asked before each. */
  boolean next() {
    boolean timeIsUp = System.nanoTime() - start > slice.toNanos();
    if (done >= number || (timeIsUp && done >= AT_LEAST)) {
      evidence.note(done + " of " + number + " rounds in " + Words.time(elapsed()));
      return false;
    }
    done++;
    return true;
  }

  /** The round that is under way, from 1. */
  int round() {
    return done;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
