package dev.vitals.health.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts threads that a client holds for too long. The JDK's server uses interruptible
 * channels: an interrupt closes the socket that the thread reads or writes.
 *
 * <p>Thread-safe. Has one thread, from the first turn on, which sleeps while no limit is near.
 */
final class TimeLimits implements AutoCloseable {

  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("vitals-http-clock"));

  TimeLimits() {
    clock.setRemoveOnCancelPolicy(true); // most turns end long before their limit
    // Whoever begins while the server closes has no limit, and is interrupted by that.
    clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Gives the calling thread this long, until it ends the turn. */
  Turn start(Duration limit) {
    Turn turn = new Turn();
    turn.limit = clock.schedule(turn::cutOff, limit.toNanos(), TimeUnit.NANOSECONDS);
    return turn;
  }

  /** Runs a task after a delay, on the thread of all limits. */
  void after(Duration delay, Runnable task) {
    clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** One thread's time with one client. */
  static final class Turn {

    private final Thread thread = Thread.currentThread();
    private final long began = System.nanoTime();
    private volatile @Nullable Future<?> limit;
    private boolean over; // guarded by this

    long nanos() {
      return System.nanoTime() - began;
    }

    /** Interrupts the thread, unless its turn is over: the next client must not be hit. */
    synchronized void cutOff() {
      if (!over) {
        thread.interrupt();
      }
    }

    /** Ends the turn. An interrupt that came before stays, for the thread's pool to clear. */
    void end() {
      synchronized (this) {
        over = true;
      }
      Future<?> timer = limit;
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }
}
