package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs foreign code on a few daemon threads, and on more of them while some hang.
 *
 * <p>A fixed pool stops for good once each of its threads has a task that never returns. This pool
 * grows: by itself, if it has a watchdog and its queue makes no progress; and by {@link
 * #addThreads}, for callers that know which task hangs. Idle threads end.
 */
final class StallAwareExecutor extends ThreadPoolExecutor implements Supervisor.Supervised {

  /** After this many looks in a row without enough progress, the pool grows. */
  private static final int LOOKS_BEFORE_GROWTH = 3;

  /** Progress is enough if the queue would be done in this many looks. */
  private static final int MAX_LOOKS_QUEUED = 5;

  /** A pool whose tasks are slow, but do end, grows to this many threads. */
  private static final int MAX_THREADS_IF_SLOW = 16;

  private final int size;
  private final @Nullable Supervisor watchdog;

  // Guarded by this, except the volatile flag.
  @GuardedBy("this")
  private int added; // threads that addThreads added

  @GuardedBy("this")
  private int grown; // threads that the pool added by itself

  @GuardedBy("this")
  private int looks;

  @GuardedBy("this")
  private long completed;

  private volatile boolean watched;

  /**
   * Creates a pool without threads.
   *
   * @param watchdog looks whether the queue makes progress; null for a pool that only {@code
   *     addThreads} grows
   */
  StallAwareExecutor(String name, int size, @Nullable Supervisor watchdog) {
    super(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
    this.size = size;
    this.watchdog = watchdog;
    allowCoreThreadTimeOut(true);
  }

  /**
   * Returns a factory of daemon threads named {@code name-1}, {@code name-2} and so on. They
   * inherit nothing from the thread that needs them first: neither its thread locals nor its class
   * loader.
   */
  static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, name + '-' + count.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(StallAwareExecutor.class.getClassLoader());
      return thread;
    };
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    Supervisor looksAfter = watchdog;
    if (looksAfter != null && !watched && !getQueue().isEmpty()) {
      register(looksAfter);
    }
  }

  private void register(Supervisor looksAfter) {
    watched = true;
    try {
      looksAfter.register(this);
    } catch (Throwable e) { // the task is queued: the caller must not submit it again
      watched = false;
    }
  }

  /** Adds this many threads; a negative number removes added ones. */
  synchronized void addThreads(int threads) {
    added += threads; // below zero for a moment if a task ends before its thread is added
    resize();
  }

  @GuardedBy("this")
  private void grow(int threads) {
    grown = threads;
    resize();
  }

  @GuardedBy("this")
  private void resize() {
    int now = size + Math.max(0, added) + grown;
    if (now > getCorePoolSize()) {
      setMaximumPoolSize(now);
      setCorePoolSize(now);
    } else {
      setCorePoolSize(now);
      setMaximumPoolSize(now);
    }
  }

  /**
   * Still runs the queued tasks, on added threads if necessary, because the watchdog no longer
   * looks.
   */
  @Override
  public void shutdown() {
    synchronized (this) {
      grow(grown + Math.min(getQueue().size(), size));
    }
    super.shutdown();
  }

  boolean isIdle() {
    return getQueue().isEmpty() && getActiveCount() == 0;
  }

  @Override
  public boolean look() {
    if (isShutdown()) {
      return false;
    }
    if (getQueue().isEmpty()) {
      return isNeededAgain();
    }
    synchronized (this) {
      long finished = getCompletedTaskCount();
      long progress = finished - completed;
      boolean slow = getQueue().size() > MAX_LOOKS_QUEUED * progress;
      boolean grows = progress == 0 || (slow && getCorePoolSize() < MAX_THREADS_IF_SLOW);
      looks = grows ? looks + 1 : 0;
      completed = finished;
      if (looks >= LOOKS_BEFORE_GROWTH) {
        looks = 0;
        grow(grown + getCorePoolSize());
      }
    }
    return true;
  }

  private boolean isNeededAgain() {
    synchronized (this) {
      looks = 0;
      if (getActiveCount() < size) {
        grow(0);
      }
    }
    watched = false;
    if (getQueue().isEmpty()) {
      return false;
    }
    watched = true; // a task was queued in the meantime, and may have found this flag set
    return true;
  }
}
