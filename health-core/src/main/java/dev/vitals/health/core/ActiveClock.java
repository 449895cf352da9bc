package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;

/**
 * The clock for decisions. It leaves out the time during which the process did not run, because a
 * signal stopped it or its virtual machine was suspended. So a pause makes no result stale, times
 * out no run, and brings no two checks into step. Thread-safe.
 */
final class ActiveClock {

  /*
   * While checks run, in the background or for somebody who asks or watches, the heartbeat timer
   * fires every half second. Every other timer that fires is a sign of life, too. If neither has
   * fired for LATE, the process was paused since the last sign, and the clock deducts that gap from
   * then on, as if there had been no pause. It deducts only one gap until the next beat, so that a
   * dead heartbeat does not slow the clock down.
   *
   * Between the end of a pause and the next sign, a reader cannot distinguish a pause from dead
   * timers. The clock stands still then, for PATIENCE from the first reader that notices. After
   * that the timers are dead, and time goes on, so that results grow stale without them.
   *
   * Why LATE is a second, whatever the timeouts and ages of the checks: on a busy machine a beat
   * comes some tenths of a second late, and a clock that took that for a pause would keep results
   * alive that are too old. To tell shorter pauses, the heart would have to beat faster all the
   * time.
   *
   * When the clock finds a gap, it may step back, by LATE at most.
   */
  static final Duration BEAT = Duration.ofMillis(500);

  private static final long LATE = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  /**
   * A longer gap is no pause: what is older than this must not show as if it were new. The last
   * sign of life may have come up to two beats before a pause of a minute.
   */
  private static final long MAX_PAUSE = Duration.ofMinutes(1).plus(BEAT.multipliedBy(2)).toNanos();

  private final HealthTime time;

  // Written under this, read without it.
  private volatile boolean beating;
  private volatile long beat; // when the heartbeat last fired, by `time`
  private volatile long sign; // when a timer last fired, by `time`
  private volatile long lost; // the length of all pauses
  private volatile boolean starting; // whether the heartbeat has been registered
  private volatile long startedAt; // and when

  @GuardedBy("this")
  private boolean gapDeducted; // since the last beat

  @GuardedBy("this")
  private boolean suspected; // whether a reader has noticed that the last sign is too old

  @GuardedBy("this")
  private long suspectedAt;

  ActiveClock(HealthTime time) {
    this.time = time;
    beat = time.nanos();
    sign = beat;
  }

  /** Returns nanoseconds from any origin: compare differences, never values. */
  long nanos() {
    long now = time.nanos();
    return isLate(now) ? late(now) : now - lost;
  }

  private boolean isLate(long now) {
    return beating && now - beat > LATE && now - sign > LATE;
  }

  private synchronized long late(long now) {
    if (!isLate(now) || gapDeducted || now - sign > MAX_PAUSE) {
      return now - lost; // a timer has fired in the meantime, or the heartbeat is dead
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

  /** Whether timers are alive, so that they have done what was due. */
  boolean isLive() {
    long now = time.nanos();
    return beating ? now - beat <= LATE : (starting && now - startedAt <= LATE);
  }

  /** Notes that a timer has fired. */
  void signOfLife() {
    if (beating) {
      deductGap(time.nanos());
    }
  }

  private synchronized void deductGap(long now) {
    if (isLate(now) && !gapDeducted && !timersAreDead(now) && now - sign <= MAX_PAUSE) {
      lost += now - sign;
      gapDeducted = true;
    }
    suspected = false;
    sign = now;
  }

  /** Notes that the heartbeat has fired. */
  synchronized void beats() {
    long now = time.nanos();
    deductGap(now);
    gapDeducted = false;
    beating = true;
    beat = now;
  }

  /** Notes that the heartbeat is about to start. */
  synchronized void startsBeating() {
    startedAt = time.nanos();
    starting = true;
  }

  /** Notes that there is no heartbeat any more: a late sign means nothing then. */
  synchronized void stopsBeating() {
    beating = false;
    starting = false;
    gapDeducted = false;
    suspected = false;
  }
}
