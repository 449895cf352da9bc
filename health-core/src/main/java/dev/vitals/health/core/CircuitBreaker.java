package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Whether a supplied executor begins the tasks that it accepts. It is open from the first task that
 * the executor has not begun in time until the executor begins one. While it is open, spare threads
 * run the executor's tasks at once. Thread-safe.
 */
final class CircuitBreaker implements Supervisor.Supervised {

  /*
   * Why waits for an executor do not add up: a task that follows another one, as each step of a
   * relay does, is handed off when the one before begins. Before the breaker opens, the first of
   * them waits for as long as Handoff is patient. After that, none waits: a new task goes to a
   * spare thread, and the watchdog moves those that still wait at its next tick. So the hundred
   * shards of a name wait once, and not a hundred times.
   *
   * Why the executor gets its work back: a task that it accepted and begins late closes the
   * breaker. In case it has lost all tasks, the watchdog hands it an empty one from time to time,
   * less and less often, so that an executor which hangs does not collect them.
   */

  private static final long FIRST_PAUSE = Duration.ofMillis(500).toNanos();
  private static final long MAX_PAUSE = Duration.ofHours(1).toNanos();

  private final Executor executor;
  private final Executor spare;
  private final Threads threads;

  private volatile boolean open; // written under this

  @GuardedBy("this")
  private long since;

  @GuardedBy("this")
  private long pause;

  @GuardedBy("this")
  private boolean trying; // while the executor blocks a try, no other thread is spent on it

  CircuitBreaker(Executor executor, Executor spare, Threads threads) {
    this.executor = executor;
    this.spare = spare;
    this.threads = threads;
  }

  boolean isOpen() {
    return open;
  }

  /** Notes that the executor has begun a task. */
  void begun() {
    if (open) {
      close();
    }
  }

  private synchronized void close() {
    open = false;
  }

  /** Notes that the executor has not begun a task in time. The caller holds no lock. */
  void late() {
    synchronized (this) {
      if (open) {
        return;
      }
      since = threads.time.nanos();
      pause = FIRST_PAUSE;
      open = true;
    }
    threads.watchdog.register(this);
  }

  /** Tries the executor from time to time, on a spare thread: it may block its submitter. */
  @Override
  public boolean look() {
    synchronized (this) {
      long now = threads.time.nanos();
      if (!open || trying || now - since < pause) {
        return open;
      }
      trying = !threads.inlineAllowed;
      since = now;
      pause = Math.min(2 * pause, MAX_PAUSE);
    }
    threads.hand(spare, this::tryExecutor);
    return true;
  }

  private synchronized void tried() {
    trying = false;
  }

  private void tryExecutor() {
    try {
      executor.execute(this::begun);
    } catch (Throwable e) {
      // It refuses tasks: spare threads go on.
    } finally {
      tried();
    }
  }
}
