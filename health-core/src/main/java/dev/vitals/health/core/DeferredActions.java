package dev.vitals.health.core;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
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

  private static final int ATTEMPTS = 3;

  private final Object lock;
  private final Log log;

  // Guarded by the lock.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Set<Thread> flushing = new HashSet<>();

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

  /** Runs what waits. The caller does not hold the lock. */
  void flush() {
    assert !Thread.holdsLock(lock) : "foreign code must not run under the lock";
    if (!due || !enter()) {
      return;
    }
    boolean left = false;
    try {
      for (Runnable action = next(); action != null; action = next()) {
        run(action);
      }
      left = true;
    } finally {
      if (!left) {
        leave(); // an Error got through: this thread must be able to flush again
      }
    }
  }

  /** An action that fails, of a stack overflow that is over soon, say, is run again later. */
  private void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      int failures = action instanceof Retry retry ? retry.failures + 1 : 1;
      Runnable first = action instanceof Retry retry ? retry.action : action;
      if (failures < ATTEMPTS) {
        synchronized (lock) {
          add(new Retry(first, failures));
        }
      }
      log.warn(Log.Kind.ACTION, "A timer or executor failed; health goes on", e);
    }
  }

  private record Retry(Runnable action, int failures) implements Runnable {
    @Override
    public void run() {
      action.run();
    }
  }

  private boolean enter() {
    synchronized (lock) {
      return flushing.add(Thread.currentThread());
    }
  }

  private void leave() {
    synchronized (lock) {
      flushing.remove(Thread.currentThread());
    }
  }

  private @Nullable Runnable next() {
    synchronized (lock) {
      Runnable action = waiting.poll();
      if (action == null) {
        due = false;
        flushing.remove(Thread.currentThread());
      }
      return action;
    }
  }
}
