package dev.vitals.health.core;

import java.time.Duration;

/**
 * A monotonic clock that leaves out the time during which the process did not run: stopped by a
 * signal, or in a virtual machine that was suspended. So a pause makes no result stale, times no
 * run out and brings no two checks into step. Thread-safe.
 */
final class ActiveClock {

  /*
   * Timers give a sign of life whenever one of them fires; the heartbeat sees to it that one does
   * every half second. A gap between two signs that is longer than LATE was a pause, and what is
   * over LATE of it is taken off from then on.
   *
   * Between the end of a pause and the next sign, a reader cannot tell a pause from timers that have
   * died. The clock stands still for it, but only for PATIENCE after the first reader noticed: then
   * the timers are dead, and time goes on, so that results grow stale without them.
   */
  static final Duration BEAT = Duration.ofMillis(500);

  private static final long LATE = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private final HealthTime time;

  private volatile boolean beating; // written under this, as are the others
  private volatile long sign; // when timers last gave one, by `time`
  private volatile long lost; // the length of all pauses
  private boolean suspected; // a reader has noticed that there was none for too long
  private long suspectedAt;

  ActiveClock(HealthTime time) {
    this.time = time;
    sign = time.nanos();
  }

  /** Nanoseconds from any origin, which only grow: compare differences, never values. */
  long nanos() {
    long now = time.nanos();
    return beating && now - sign > LATE ? late(now) : now - lost;
  }

  private synchronized long late(long now) {
    if (!beating || now - sign <= LATE) {
      return now - lost; // a sign came meanwhile
    }
    if (!suspected) {
      suspected = true;
      suspectedAt = now;
    }
    return timersAreDead(now) ? now - lost : sign + LATE - lost;
  }

  private boolean timersAreDead(long now) {
    return suspected && now - suspectedAt > PATIENCE;
  }

  /** Whether timers gave a sign of life lately: then what they are to do has been done. */
  boolean isLive() {
    return time.nanos() - sign <= LATE;
  }

  /** A timer has fired. */
  void signOfLife() {
    long now = time.nanos();
    if (now - sign != 0) {
      gotSign(now);
    }
  }

  private synchronized void gotSign(long now) {
    long gap = now - sign;
    if (beating && gap > LATE && !timersAreDead(now)) {
      lost += gap - LATE;
    }
    suspected = false;
    if (gap > 0) {
      sign = now;
    }
  }

  /** From now on a sign comes every {@link #BEAT}, or, with false, whenever one comes. */
  synchronized void beats(boolean beats) {
    beating = beats;
  }
}
