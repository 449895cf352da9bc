package dev.vitals.conformance.rig;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts rounds of a case: a stated number, scaled by the profile, that ends early when its slice
 * of time is used up (on a server that takes half a second for an answer, say), but not before the
 * third. It goes on beyond its slice where the share that matters can be done within its patience
 * at the pace of its fastest round: on a busy machine, say. With fewer than {@link #ENOUGH} of them
 * the case's evidence is weak. Confined to the case's thread.
 */
public final class Rounds {
  /** The share of the rounds below which a pass is none. */
  static final double ENOUGH = 0.5;

  private static final int AT_LEAST = 3;

  private final int number;
  private final int wanted;
  private final Duration slice;
  private final Duration patience;
  private final Evidence evidence;
  private final LongSupplier clock;
  private final long start;
  private long begun;
  private long fastest = Long.MAX_VALUE;
  private int done;

  Rounds(int number, Profile profile, double share, Duration patience, Evidence evidence) {
    this(number, profile, share, patience, evidence, System::nanoTime);
  }

  Rounds(
      int number,
      Profile profile,
      double share,
      Duration patience,
      Evidence evidence,
      LongSupplier clock) {
    this.clock = clock;
    this.start = clock.getAsLong();
    this.begun = start;
    this.number = Math.max(AT_LEAST, (int) (number * profile.effort()));
    this.wanted = (int) Math.ceil(this.number * share);
    this.slice = profile.slice();
    this.patience = patience;
    this.evidence = evidence;
  }

  /** Whether there is one more; to be asked before each. */
  public boolean next() {
    if (done > 0) {
      fastest = Math.min(fastest, clock.getAsLong() - begun);
    }
    boolean timeIsUp = elapsed().compareTo(slice) > 0 && !canBeDone();
    if (done >= number || (timeIsUp && done >= AT_LEAST)) {
      String told = done + " of " + number + " rounds in " + Words.time(elapsed());
      evidence.note(told);
      if (done < number * ENOUGH) {
        evidence.weaken(told);
      }
      return false;
    }
    done++;
    begun = clock.getAsLong();
    return true;
  }

  /** The round that is under way, from 1. */
  public int round() {
    return done;
  }

  private boolean canBeDone() {
    long left = patience.minus(elapsed()).toNanos();
    return done < wanted && left > 0 && fastest < left / (wanted - done);
  }

  private Duration elapsed() {
    return Duration.ofNanos(clock.getAsLong() - start);
  }
}
