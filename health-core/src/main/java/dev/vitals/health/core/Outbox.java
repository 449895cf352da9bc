package dev.vitals.health.core;

import dev.vitals.health.Printable;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a change leaves to be done once the lock is free: everything that may run foreign code.
 *
 * <p>A change adds to it under the lock, and its thread flushes it after leaving the lock. Two
 * threads may flush at once and do each other's work: nothing in here carries data that an order
 * could spoil. A thread whose work makes more work, as an inline executor's does, does it after
 * that and not within it, so that no stack grows with the number of checks.
 */
final class Outbox {

  private final Object lock;

  // All guarded by the lock.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Set<Thread> flushing = new HashSet<>();
  private @Nullable Runnable last;

  /** Written under the lock: whether it may not be empty. Most walks flush one that is. */
  private volatile boolean due;

  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean closed;

  Outbox(Object lock) {
    this.lock = lock;
  }

  /** Keeps work for later. The caller holds the lock. */
  void add(Runnable work) {
    waiting.add(work);
    due = true;
  }

  /** Does what waits. The caller does not hold the lock. */
  void flush() {
    assert !Thread.holdsLock(lock) : "foreign code must not run under the lock";
    if (!due) {
      return;
    }
    for (Runnable work = first(); work != null; work = next()) {
      try {
        work.run();
      } catch (Throwable e) {
        Log.warn("A timer or executor failed; health goes on", e);
      }
    }
  }

  private @Nullable Runnable first() {
    synchronized (lock) {
      return flushing.add(Thread.currentThread()) ? next() : null;
    }
  }

  private @Nullable Runnable next() {
    synchronized (lock) {
      Runnable work = waiting.poll();
      if (work == null) {
        flushing.remove(Thread.currentThread());
        if (flushing.isEmpty() && underWay.get() == 0) {
          work = last;
          last = null;
        }
        due = last != null;
      }
      return work;
    }
  }

  /** Something begins that needs executors until it ends. The caller holds the lock. */
  void begin() {
    underWay.incrementAndGet();
  }

  /**
   * That has ended. Its thread flushes after it: what is to be done last may wait for that. If it
   * does not find it due then, whoever closes finds after that that nothing is under way.
   */
  void end() {
    underWay.decrementAndGet();
  }

  /**
   * Keeps work to be done after all other, when nothing is under way any more. From now on
   * executors may refuse. The caller holds the lock.
   */
  void close(Runnable work) {
    last = work;
    due = true;
    closed = true;
  }

  /** Hands work to an executor; false, and a log line, if it is refused. No lock is held. */
  boolean hand(Executor executor, Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (Throwable e) {
      if (!closed) {
        Log.warn("An executor refused work of health: " + Printable.text(e.toString()));
      }
      return false;
    }
  }

  /** Hands work to an executor, and does it here if it is refused: what must not be left undone. */
  void handOrDo(Executor executor, Runnable work) {
    if (!hand(executor, work)) {
      work.run();
    }
  }
}
