package dev.vitals.conformance.rig;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * When to make a change so that it meets calls that are being begun, within microseconds. How long
 * a change and a call take to arrive differs by server and machine, and is seen from the outcome
 * alone: if every call saw the status after the change, the change came too early, and if none did,
 * too late. Each round moves the next one's delay, in steps that grow while all miss on one side,
 * and shrink as they meet. Confined to the case's thread.
 */
public final class Aim {
  private static final double FIRST_STEP = 100_000;
  private static final double MIN_STEP = 10_000;
  private static final double MAX_STEP = 5_000_000;
  private static final double MAX_DELAY = 50_000_000;
  private static final long MAX_SPIN_NANOS = 300_000;

  private final Random random;
  private double delay;
  private double step = FIRST_STEP;
  private double last; // how much too late the change before was
  private int rounds;
  private int meetings;

  public Aim(Random random) {
    this.random = random;
  }

  /** Nanoseconds from the first call to the change; negative if the change goes first. */
  public long delay() {
    return (long) (delay + (random.nextDouble() - 0.5) * step);
  }

  /** So many of the calls saw the status before the change. */
  public void saw(int before, int calls) {
    rounds++;
    double tooLate = 2.0 * before / calls - 1; // -1: each call saw the change; 1: none did
    boolean met = before > 0 && before < calls;
    meetings += met ? 1 : 0;
    boolean missedAgain = !met && tooLate * last > 0;
    step = Math.max(MIN_STEP, Math.min(MAX_STEP, missedAgain ? step * 2 : step / 2));
    delay = Math.max(-MAX_DELAY, Math.min(MAX_DELAY, delay - tooLate * step));
    last = tooLate;
  }

  public int rounds() {
    return rounds;
  }

  /** Rounds in which some calls saw the status before the change, and some the one after it. */
  public int meetings() {
    return meetings;
  }

  /**
   * Waits for a moment of {@link System#nanoTime}. Spins at last, since a thread that sleeps wakes
   * tens of microseconds late.
   */
  public static void awaitMoment(long moment) {
    for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
      if (left > MAX_SPIN_NANOS) {
        LockSupport.parkNanos(left - MAX_SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
