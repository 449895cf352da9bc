package dev.vitals.health.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A timer for one action. It is set and cleared under the lock. The underlying timer is foreign
 * code, and is called after the lock is released.
 *
 * <p>The lock guards all fields. Each setting has a number: a task of an older setting that is late
 * finds another number and does nothing. The active clock counts the time, so that after a pause of
 * the process the timer waits for the rest of its delay.
 */
final class OneShotTimer implements Supervisor.Supervised {

  private static final long OVERDUE = Duration.ofSeconds(1).toNanos();

  private final Kernel kernel;
  private final Runnable action;
  private HealthTime.@Nullable Task task;
  private boolean set;
  private int setting;
  private long due;

  /**
   * Creates a timer that is not set.
   *
   * @param action runs when the delay has passed, on the timer's thread, under the lock
   */
  OneShotTimer(Kernel kernel, Runnable action) {
    this.kernel = kernel;
    this.action = action;
  }

  boolean isSet() {
    return set;
  }

  /**
   * Runs the action once after the delay, unless the timer is set already. The caller holds the
   * lock.
   */
  void setIfUnset(long delayNanos) {
    if (set) {
      setAgainIfLost();
    } else {
      due = kernel.clock.nanos() + Math.max(0, delayNanos);
      begin();
    }
  }

  /** Runs the action once, after the delay at the latest. The caller holds the lock. */
  void setAtTheLatest(long delayNanos) {
    if (set && due - kernel.clock.nanos() > delayNanos) {
      clear();
    }
    setIfUnset(delayNanos);
  }

  /** Whether the timer fires late, as it does after a pause. For its action. */
  boolean isLate() {
    return kernel.clock.nanos() - due > OVERDUE;
  }

  /** Clears the timer. The caller holds the lock. */
  void clear() {
    set = false;
    HealthTime.Task scheduled = task;
    task = null;
    if (scheduled != null) {
      kernel.deferred.add(scheduled::cancel);
    }
  }

  /** Sets the timer again if it should have fired and did not. The caller holds the lock. */
  void setAgainIfLost() {
    if (set && kernel.clock.nanos() - due > OVERDUE) {
      clear();
      begin();
    }
  }

  /**
   * Sets the timer again for the rest of its delay, on a new underlying timer. The caller holds the
   * lock.
   */
  void setAgain() {
    if (set) {
      clear();
      begin();
    }
  }

  private void begin() {
    set = true;
    int number = ++setting;
    kernel.deferred.add(() -> schedule(number));
  }

  private void schedule(int number) {
    long delay;
    synchronized (kernel.lock) {
      if (!set || number != setting) {
        return;
      }
      delay = Math.max(0, due - kernel.clock.nanos());
    }
    HealthTime.Task scheduled;
    try {
      scheduled = kernel.threads.schedule(() -> fire(number), Duration.ofNanos(delay));
    } catch (Throwable e) {
      kernel.log.warn(Log.Kind.TIMER, "The timer failed; health tries again", e);
      kernel.watchdog.register(this);
      return;
    }
    synchronized (kernel.lock) {
      if (set && number == setting) {
        task = scheduled;
        return;
      }
    }
    scheduled.cancel(); // cleared, or fired, while it was being scheduled
  }

  /** Schedules the task again after the underlying timer refused it. */
  @Override
  public boolean look() {
    synchronized (kernel.lock) {
      if (set && task == null) {
        begin();
      }
    }
    kernel.deferred.flush();
    return false;
  }

  private void fire(int number) {
    kernel.clock.signOfLife();
    try {
      synchronized (kernel.lock) {
        if (!set || number != setting) {
          return;
        }
        task = null;
        if (due - kernel.clock.nanos() > 0) {
          begin(); // the process was paused: wait for the rest of the delay
          return;
        }
        set = false;
        action.run();
      }
    } finally {
      kernel.deferred.flush();
    }
    kernel.reviveSupervisors();
  }
}
