package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a change leaves to be done once the lock is free: everything that may run foreign code.
 *
 * <p>A change adds actions under the lock, and its thread flushes them after leaving it. Two
 * threads may flush at once and run each other's actions: no action carries data that an order
 * could spoil. A thread whose action adds further ones, as an inline executor's does, runs them
 * after it and not within it, so that no stack grows with the number of checks.
 */
final class DeferredActions {

  /** How often an action is tried that fails each time. */
  private static final int ATTEMPTS = 100;

  private final Object lock;
  private final Log log;

  private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by the lock

  @GuardedBy("lock")
  private final Queue<Runnable> failed = new ArrayDeque<>(); // to be tried again by the next flush

  @GuardedBy("lock")
  private final Map<Thread, Flush> flushing = new HashMap<>();

  /** Written under the lock: whether the queue may hold anything. Most flushes find nothing. */
  private volatile boolean due;

  DeferredActions(Object lock, Log log) {
    this.lock = lock;
    this.log = log;
  }

  /** Keeps an action for later. The caller holds the lock. */
  void add(Runnable action) {
    waiting.add(action);
    due = true;
  }

  /** One thread that runs actions, and the one it is at. */
  private static final class Flush {
    @Nullable Runnable action; // guarded by the lock
    volatile boolean over;
  }

  /** Runs what waits. The caller does not hold the lock. */
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
      mine.over = true; // not a call: after a stack overflow there may be no room for one
    }
  }

  /** An action that fails, of a stack overflow that is over soon, say, is run again by a flush. */
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

  /** Begins a flush, unless this thread is in one already. */
  private @Nullable Flush enter() {
    synchronized (lock) {
      Thread thread = Thread.currentThread();
      takeBack();
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

  /** What flushes were at that an Error has ended is to be done yet. */
  @GuardedBy("lock")
  private void takeBack() {
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
