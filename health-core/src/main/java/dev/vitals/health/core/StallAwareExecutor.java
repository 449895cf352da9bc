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
 * <p>As many tasks that never return as a pool has threads would stop it for good. This one grows:
 * by itself, when nothing in its queue got on for a while, if it has a watchdog; and by {@link
 * #makeRoom}, for those who know which task hangs. Idle threads end.
 */
final class StallAwareExecutor extends ThreadPoolExecutor implements Supervisor.Supervised {

  /** Nothing has got on between so many looks of the watchdog in a row: the pool grows. */
  private static final int LOOKS = 3;

  private final int size;
  private final @Nullable Supervisor watchdog;

  @GuardedBy("this")
  private int room; // asked for

  @GuardedBy("this")
  private int grown; // by itself

  @GuardedBy("this")
  private int looks;

  @GuardedBy("this")
  private long completed;

  private volatile boolean watched;

  /**
   * Makes a pool without threads.
   *
   * @param watchdog sees that the queue gets on; null for a pool that only {@code makeRoom} grows
   */
  StallAwareExecutor(String name, int size, @Nullable Supervisor watchdog) {
    super(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
    this.size = size;
    this.watchdog = watchdog;
    allowCoreThreadTimeOut(true);
  }

  /**
   * Returns a factory of daemon threads named {@code name-1}, {@code name-2} and so on. They take
   * nothing along from the thread that happens to need them first: neither its inheritable thread
   * locals nor its class loader.
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
      watched = true;
      looksAfter.register(this);
    }
  }

  /** Grows by so many threads, or shrinks by as many as it had grown, if negative. */
  synchronized void makeRoom(int threads) {
    room = Math.max(0, room + threads);
    resize();
  }

  @GuardedBy("this")
  private void grow(int threads) {
    grown = threads;
    resize();
  }

  @GuardedBy("this")
  private void resize() {
    int now = size + room + grown;
    if (now > getCorePoolSize()) {
      setMaximumPoolSize(now);
      setCorePoolSize(now);
    } else {
      setCorePoolSize(now);
      setMaximumPoolSize(now);
    }
  }

  /** What waits is run all the same, by more threads if need be: nobody looks at it then. */
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
      looks = finished == completed ? looks + 1 : 0;
      completed = finished;
      if (looks >= LOOKS) {
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
    watched = true; // a task came meanwhile, and may have seen that this was watched
    return true;
  }
}
