package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import java.time.Duration;

/**
 * Logs each transition on one line: a warning where a service stops serving, else for information.
 * At most twenty a second, then one line with the number of those left out.
 *
 * <p>{@link #admits} is asked under the board's lock, so that what is left out costs no thread
 * anything; the rest is confined to the thread that tells listeners.
 */
final class TransitionLog implements HealthListener {

  private static final int LINES = 20;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final HealthTime time;
  private long begun; // guarded by the board's lock, as the next two
  private int lines;
  private long leftOut;

  TransitionLog(HealthTime time) {
    this.time = time;
    begun = time.nanos();
  }

  /** Whether there is room for a line in this second; counts it in, or out. */
  boolean admits() {
    long now = time.nanos();
    if (now - begun >= SECOND) {
      begun = now;
      lines = 0;
    }
    if (lines == LINES) {
      leftOut++;
      return false;
    }
    lines++;
    return true;
  }

  /** Returns how many were left out since it was last asked. The caller holds the lock. */
  long takeLeftOut() {
    long count = leftOut;
    leftOut = 0;
    return count;
  }

  @Override
  public void statusChanged(Transition transition) {
    boolean worse =
        transition.from() == ServingStatus.SERVING
            && transition.to() != ServingStatus.SERVICE_UNKNOWN;
    if (worse) {
      Log.warn(transition.describe());
    } else {
      Log.info(transition.describe());
    }
  }

  @Override
  public void missed(long events) {
    Log.warn(events + " status changes were too many to log");
  }
}
