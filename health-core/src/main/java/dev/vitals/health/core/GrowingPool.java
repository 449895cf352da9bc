package dev.vitals.health.core;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs foreign code on a few daemon threads, and on more of them once those hang.
 *
 * <p>A pool of a fixed size is stopped for good by as many tasks that never return. Here a queue of
 * which nothing was finished for a while doubles the threads; slow tasks that do finish never grow
 * it. Idle threads end, and the size returns to what it was. Since a check has one run at most and
 * a watcher one call, the threads are bounded by checks and watchers that hang.
 */
final class GrowingPool extends ThreadPoolExecutor {

  private static final Duration STALL = Duration.ofMillis(250);

  private final int size;
  private final HealthTime time;
  private final AtomicBoolean watched = new AtomicBoolean();

  GrowingPool(String name, int size, HealthTime time) {
    super(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
    this.size = size;
    this.time = time;
    allowCoreThreadTimeOut(true);
  }

  /** Returns a factory of daemon threads named {@code name-1}, {@code name-2} and so on. */
  static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + '-' + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    if (!getQueue().isEmpty()) {
      watch();
    }
  }

  /** What waits is done all the same, by more threads if need be: no timer relieves it then. */
  @Override
  public void shutdown() {
    grow(Math.min(getQueue().size(), size));
    super.shutdown();
  }

  private synchronized void grow(int threads) {
    if (threads > 0) {
      setMaximumPoolSize(getCorePoolSize() + threads);
      setCorePoolSize(getMaximumPoolSize());
    }
  }

  /** Not while it grows, which a shutdown makes it do on another thread. */
  private synchronized void shrink() {
    setCorePoolSize(size);
    setMaximumPoolSize(size);
  }

  private void watch() {
    if (!isShutdown() && watched.compareAndSet(false, true)) {
      long finished = getCompletedTaskCount();
      time.schedule(() -> relieve(finished), STALL);
    }
  }

  private void relieve(long finishedBefore) {
    watched.set(false);
    if (getQueue().isEmpty()) {
      if (getActiveCount() < size) {
        shrink();
      }
      return;
    }
    if (getCompletedTaskCount() == finishedBefore) {
      grow(getCorePoolSize());
    }
    watch();
  }
}
