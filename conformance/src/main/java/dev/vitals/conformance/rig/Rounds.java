package dev.vitals.conformance.rig;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.text.Words;
import java.time.Duration;

/**
 * Counts rounds of a case: a stated number, scaled by the profile, that ends early when its slice
 * of time is used up (on a server that takes half a second for an answer, say), but not before the
 * third. A case that shows something by the number itself goes on beyond its slice where it can be
 * done within its patience at the pace of its fastest round: on a busy machine, say. Confined to
 * the case's thread.
 */
public final class Rounds {
  private static final int AT_LEAST = 3;

  private final int number;
  private final Duration slice;
  private final Duration patience;
  private final Evidence evidence;
  private final long start = System.nanoTime();
  private long begun = start;
  private long fastest = Long.MAX_VALUE;
  private int done;

  Rounds(int number, Profile profile, Duration patience, Evidence evidence) {
    this.number = Math.max(AT_LEAST, (int) (number * profile.effort()));
    this.slice = profile.slice();
    this.patience = patience;
    this.evidence = evidence;
  }

  /** Whether there is one more; to be asked before each. */
  public boolean next() {
    if (done > 0) {
      fastest = Math.min(fastest, System.nanoTime() - begun);
    }
    boolean timeIsUp = elapsed().compareTo(slice) > 0 && !canBeDone();
    if (done >= number || (timeIsUp && done >= AT_LEAST)) {
      evidence.note(done + " of " + number + " rounds in " + Words.time(elapsed()));
      return false;
    }
    done++;
    begun = System.nanoTime();
    return true;
  }

  /** The round that is under way, from 1. */
  public int round() {
    return done;
  }

  private boolean canBeDone() {
    long left = patience.minus(elapsed()).toNanos();
    return left > 0 && fastest < left / Math.max(1, number - done);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
