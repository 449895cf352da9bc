package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The actions that a change defers until its thread has released the lock: everything that may run
 * foreign code.
 *
 * <p>A change adds actions under the lock, and its thread flushes them after releasing it. Two
 * threads may flush at once and run each other's actions, so no action may depend on the order. If
 * an action adds further ones, as one on an inline executor may, its thread runs them after it and
 * not within it. So the stack does not grow with the number of checks.
 */
final class DeferredActions {

  /** How often an action is tried if it fails each time. */
  private static final int ATTEMPTS = 100;

  private final Object lock;
  private final Log log;

  // Guarded by the lock.
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Queue<Runnable> failed = new ArrayDeque<>(); // the next flush tries them again

  @GuardedBy("lock")
  private final Map<Thread, Flush> flushing = new HashMap<>();

  /** Whether there may be anything to run: most flushes find nothing. Written under the lock. */
  private volatile boolean due;

  DeferredActions(Object lock, Log log) {
    this.lock = lock;
    this.log = log;
  }

  /** Defers an action. The caller holds the lock. */
  void add(Runnable action) {
    waiting.add(action);
    due = true;
  }

  /** A thread that runs actions, and its present action. */
  private static final class Flush {
    @Nullable Runnable action; // guarded by the lock
    volatile boolean over;
  }

  /** Runs the deferred actions. The caller does not hold the lock. */
  void flush() {
    assert !Thread.holdsLock(lock) : "foreign code must not run under the lock";
    Flush mine = due ? enter() : null;
    if (mine == null) {
      return;
    }
    try {
      for (Runnable action = next(mine); action != null; action = next(mine)) {
        try {
          action.run();
        } catch (Throwable e) {
          failed(action, e);
        }
      }
    } finally {
      mine.over = true; // not a call: a stack overflow may leave no stack for one
    }
  }

  /**
   * Keeps a failed action for the next flush, because its cause, such as a stack overflow, may be
   * gone by then.
   */
  private void failed(Runnable action, Throwable failure) {
    Retry retry = retry(action);
    synchronized (lock) {
      if (retry.failures < ATTEMPTS) {
        failed.add(retry);
      }
    }
    log.warn(Log.Kind.ACTION, "A timer or executor failed; health goes on", failure);
  }

  private static Retry retry(Runnable action) {
    return action instanceof Retry before
        ? new Retry(before.action, before.failures + 1)
        : new Retry(action, 1);
  }

  private record Retry(Runnable action, int failures) implements Runnable {
    @Override
    public void run() {
      action.run();
    }
  }

  /** Begins a flush; null if this thread is flushing already. */
  private @Nullable Flush enter() {
    synchronized (lock) {
      Thread thread = Thread.currentThread();
      takeBackUnfinished();
      if (flushing.containsKey(thread)) {
        return null;
      }
      waiting.addAll(failed);
      failed.clear();
      Flush mine = new Flush();
      flushing.put(thread, mine);
      return mine;
    }
  }

  /** Takes back the actions of flushes that an Error has ended. */
  @GuardedBy("lock")
  private void takeBackUnfinished() {
    Iterator<Flush> flushes = flushing.values().iterator();
    while (flushes.hasNext()) {
      Flush flush = flushes.next();
      if (flush.over) {
        flushes.remove();
        if (flush.action != null) {
          waiting.add(flush.action);
        }
      }
    }
  }

  private @Nullable Runnable next(Flush mine) {
    synchronized (lock) {
      mine.action = waiting.poll();
      if (mine.action == null) {
        flushing.remove(Thread.currentThread());
        due = !failed.isEmpty() || !flushing.isEmpty();
      }
      return mine.action;
    }
  }
}
