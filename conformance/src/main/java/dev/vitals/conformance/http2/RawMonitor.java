package dev.vitals.conformance.http2;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lock over everything that a connection recorded, and the waits for it.
 *
 * <p>The event loop writes under the lock and signals; cases read and wait under it. Nothing
 * foreign runs under it.
 */
final class RawMonitor {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Makes a change and wakes the threads that wait for one. */
  void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Reads under the lock. */
  <T> T read(Supplier<T> reader) {
    lock.lock();
    try {
      return reader.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the probe finds something, at most that long. The probe runs under the lock, at the
   * start and after each change.
   *
   * @return what it found, or empty if the time was up first
   */
  <T> Optional<T> await(Duration limit, Supplier<Optional<T>> probe) {
    long left = limit.toNanos();
    lock.lock();
    try {
      Optional<T> found = probe.get();
      while (found.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
        found = probe.get();
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the server", e);
    } finally {
      lock.unlock();
    }
  }
}
