package dev.vitals.health.core;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a change leaves to be done once the lock is free: everything that may run foreign code.
 *
 * <p>A change adds to it under the lock, and its thread flushes it after leaving the lock. Two
 * threads may flush at once and do each other's work: nothing in here carries data that an order
 * could spoil.
 */
final class Outbox {

  private static final System.Logger logger = System.getLogger("dev.vitals.health");

  private final Object lock;
  private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by the lock
  private volatile boolean closed;

  Outbox(Object lock) {
    this.lock = lock;
  }

  /** Keeps work for later. The caller holds the lock. */
  void add(Runnable work) {
    waiting.add(work);
  }

  /** Does what waits. The caller does not hold the lock. */
  void flush() {
    assert !Thread.holdsLock(lock) : "foreign code must not run under the lock";
    for (Runnable work = next(); work != null; work = next()) {
      try {
        work.run();
      } catch (Throwable e) {
        logger.log(System.Logger.Level.WARNING, "A timer or executor failed; health goes on", e);
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (lock) {
      return waiting.poll();
    }
  }

  /** Hands work to an executor; false, and a log line, if it is refused. No lock is held. */
  boolean hand(Executor executor, Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (Throwable e) {
      if (!closed) {
        logger.log(System.Logger.Level.WARNING, "An executor refused work of health: " + e);
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

  /** From now on executors may refuse: they are being shut down. */
  void close() {
    closed = true;
  }
}
