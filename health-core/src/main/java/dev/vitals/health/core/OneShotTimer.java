package dev.vitals.health.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A timer for one thing that may come due. It is set and cleared under the lock; the timer that it
 * rests on is foreign code and is called after it.
 *
 * <p>All fields are guarded by the lock. A setting has a number: a task of an older setting that
 * fires, or is scheduled, late finds another number and does nothing. Time counts by the active
 * clock: one that fires after a pause of the process waits for the rest of its time.
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
   * Makes one that is not set.
   *
   * @param action runs when it comes due, under the lock
   */
  OneShotTimer(Kernel kernel, Runnable action) {
    this.kernel = kernel;
    this.action = action;
  }

  boolean isSet() {
    return set;
  }

  /** Runs the action once after the delay, unless it is set already. The caller holds the lock. */
  void set(long delayNanos) {
    if (!set) {
      due = kernel.clock.nanos() + Math.max(0, delayNanos);
      begin();
    }
  }

  /** Sees to it that the action runs after the delay at the latest. The caller holds the lock. */
  void setAtTheLatest(long delayNanos) {
    if (set && due - kernel.clock.nanos() > delayNanos) {
      clear();
    }
    set(delayNanos);
  }

  /** Forgets it. The caller holds the lock. */
  void clear() {
    set = false;
    HealthTime.Task scheduled = task;
    task = null;
    if (scheduled != null) {
      kernel.deferred.add(scheduled::cancel);
    }
  }

  /** Sets it again if the timer it rests on should have fired and did not. The lock is held. */
  void setAgainIfLost() {
    if (set && kernel.clock.nanos() - due > OVERDUE) {
      clear();
      begin();
    }
  }

  /** Sets it again for what is left: the timer it rests on is another one now. The lock is held. */
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
    scheduled.cancel(); // cleared, or fired, before it was scheduled
  }

  /** The timer would not take it. */
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
          begin(); // the process was paused: for the rest of the time
          return;
        }
        set = false;
        action.run();
      }
    } finally {
      kernel.deferred.flush();
    }
  }
}
