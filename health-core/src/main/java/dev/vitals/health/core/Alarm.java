package dev.vitals.health.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A timer for one thing that may come due. It is set and cleared under the board's lock; the timer
 * itself, foreign code, is called after it.
 *
 * <p>All fields are guarded by the board's lock. A setting has a number: a task of an older setting
 * that fires, or is scheduled, late finds another number and does nothing.
 */
final class Alarm {

  private final Board board;
  private final Runnable action;
  private HealthTime.@Nullable Task task;
  private boolean set;
  private int setting;

  /**
   * Makes one that is not set.
   *
   * @param action runs when it comes due, under the lock
   */
  Alarm(Board board, Runnable action) {
    this.board = board;
    this.action = action;
  }

  boolean isSet() {
    return set;
  }

  /**
   * Has the action run once after the delay, unless it is set already. The caller holds the lock.
   */
  void set(long delayNanos) {
    if (!set) {
      set = true;
      int number = ++setting;
      board.outbox.add(() -> schedule(number, Duration.ofNanos(Math.max(0, delayNanos))));
    }
  }

  /** Forgets it. The caller holds the lock. */
  void clear() {
    set = false;
    HealthTime.Task scheduled = task;
    task = null;
    if (scheduled != null) {
      board.outbox.add(scheduled::cancel);
    }
  }

  private void schedule(int number, Duration delay) {
    HealthTime.Task scheduled = board.time.schedule(() -> ring(number), delay);
    synchronized (board.lock) {
      if (set && number == setting) {
        task = scheduled;
        return;
      }
    }
    scheduled.cancel(); // cleared, or rung, before it was scheduled
  }

  private void ring(int number) {
    synchronized (board.lock) {
      if (!set || number != setting) {
        return;
      }
      set = false;
      task = null;
      action.run();
    }
    board.outbox.flush();
  }
}
