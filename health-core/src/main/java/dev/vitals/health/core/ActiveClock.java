package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;

/**
 * A clock for decisions that leaves out the time during which the process did not run: stopped by a
 * signal, or in a virtual machine that was suspended. So a pause makes no result stale, times no
 * run out and brings no two checks into step. Thread-safe.
 */
final class ActiveClock {

  /*
   * While checks run in the background, the heartbeat is a timer that fires every half second, and
   * every other timer that fires is a sign of life, too. When the heartbeat is late by more than half
   * a second, the process was paused since the last sign, and the gap is taken off from then on: for
   * the timers it is as if the pause had not been. Only one gap is taken off until the next beat, so
   * that a heartbeat that has died does not slow the clock down.
   *
   * Between the end of a pause and the next sign, a reader cannot tell a pause from timers that have
   * died. The clock stands still for it, but only for PATIENCE after the first reader noticed: then
   * the timers are dead, and time goes on, so that results grow stale without them.
   *
   * At the end of a pause the clock may step back, by less than the time between two beats.
   */
  static final Duration BEAT = Duration.ofMillis(500);

  private static final long LATE = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private final HealthTime time;

  // Written under this, read without it.
  private volatile boolean beating;
  private volatile long beat; // when the last one was, by `time`
  private volatile long sign; // when a timer last fired, by `time`
  private volatile long lost; // the length of all pauses

  @GuardedBy("this")
  private boolean takenOff; // a gap since the last beat

  @GuardedBy("this")
  private boolean suspected; // a reader has noticed that there was no sign for too long

  @GuardedBy("this")
  private long suspectedAt;

  ActiveClock(HealthTime time) {
    this.time = time;
    beat = time.nanos();
    sign = beat;
  }

  /** Nanoseconds from any origin: compare differences, never values. */
  long nanos() {
    long now = time.nanos();
    return isLate(now) ? late(now) : now - lost;
  }

  private boolean isLate(long now) {
    return beating && now - beat > LATE && now - sign > LATE;
  }

  private synchronized long late(long now) {
    if (!isLate(now) || takenOff) {
      return now - lost; // it beat meanwhile, or has died before
    }
    if (!suspected) {
      suspected = true;
      suspectedAt = now;
    }
    return timersAreDead(now) ? now - lost : sign - lost;
  }

  @GuardedBy("this")
  private boolean timersAreDead(long now) {
    return suspected && now - suspectedAt > PATIENCE;
  }

  /** Whether timers are alive: what they are to do has been done. */
  boolean isLive() {
    return beating && time.nanos() - beat <= LATE;
  }

  /** A timer has fired. */
  void signOfLife() {
    if (beating) {
      takeOff(time.nanos());
    }
  }

  private synchronized void takeOff(long now) {
    if (isLate(now) && !takenOff && !timersAreDead(now)) {
      lost += now - sign;
      takenOff = true;
    }
    suspected = false;
    sign = now;
  }

  /** The heartbeat's timer has fired, half a second after it was set if all is well. */
  synchronized void beats() {
    long now = time.nanos();
    takeOff(now);
    takenOff = false;
    beating = true;
    beat = now;
  }

  /** There is no heartbeat any more: what is late says nothing. */
  synchronized void stopsBeating() {
    beating = false;
    takenOff = false;
    suspected = false;
  }
}
