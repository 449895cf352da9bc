package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import java.time.Duration;

/**
 * Logs each transition on one line: a warning where a service stops serving, else for information.
 * At most twenty a second, then one line with the number of those left out. Confined to the thread
 * that tells listeners.
 */
final class TransitionLog implements HealthListener {

  private static final int LINES = 20;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final HealthTime time;
  private long begun;
  private int lines;
  private long leftOut;

  TransitionLog(HealthTime time) {
    this.time = time;
    begun = time.nanos();
  }

  @Override
  public void statusChanged(Transition transition) {
    long now = time.nanos();
    if (now - begun >= SECOND) {
      begun = now;
      lines = 0;
      mention();
    }
    if (++lines > LINES) {
      leftOut++;
      return;
    }
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
    leftOut += events;
  }

  private void mention() {
    if (leftOut > 0) {
      Log.warn(leftOut + " status changes were too many to log");
      leftOut = 0;
    }
  }
}
