package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The machine's clocks, and a timer on a scheduled executor: a supplied one, or a daemon thread of
 * its own. If a supplied executor is shut down, or fires nothing any more, a daemon thread replaces
 * it. Thread-safe.
 */
final class SystemTime implements HealthTime {

  static final Duration CENTURY = Duration.ofDays(36_525);

  private static final long LOOK_MILLIS = 1000;

  /** A timer that has fired nothing by so many looks in a row no longer fires. */
  private static final int MAX_SILENT_LOOKS = 3;

  private final Log log;
  private volatile ScheduledExecutorService timer; // written under this, as are the next two
  private volatile boolean handedIn;
  private volatile boolean closed;
  private volatile Runnable whenReplaced = () -> {};
  private volatile boolean fired = true; // since the last look
  private int silentLooks; // in a row; each look starts the next one

  SystemTime(@Nullable ScheduledExecutorService given, Log log) {
    this.log = log;
    handedIn = given != null;
    timer = given != null ? given : ownTimer();
  }

  /** Creates a timer with one daemon thread, which drops cancelled tasks at once. */
  static ScheduledExecutorService ownTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, StallAwareExecutor.daemons("vitals-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Task schedule(Runnable task, Duration delay) {
    try {
      return scheduleOn(timer, task, delay);
    } catch (RejectedExecutionException shutDown) {
      replace();
      try {
        return closed ? () -> {} : scheduleOn(timer, task, delay);
      } catch (RejectedExecutionException closing) {
        return () -> {}; // nothing is due any more
      }
    }
  }

  private static Task scheduleOn(ScheduledExecutorService timer, Runnable task, Duration delay) {
    Future<?> future = timer.schedule(task, saturated(delay), TimeUnit.NANOSECONDS);
    return future == null ? () -> {} : () -> future.cancel(false);
  }

  /**
   * Sets the action that runs when a supplied timer has been replaced. The old timer's tasks are
   * lost.
   */
  void whenReplaced(Runnable action) {
    whenReplaced = action;
  }

  /**
   * Looks at a supplied timer once a second, and replaces it once it is shut down or no longer
   * fires: it drops its tasks silently then. A JDK thread wakes up for that, and hands the look to
   * the executor, because a timer's methods may block.
   *
   * @param executor runs tasks on threads that inherit nothing
   * @param eachSecond runs before each look
   */
  void supervise(Executor executor, Runnable eachSecond) {
    if (handedIn) {
      executor.execute(() -> lookLater(executor, eachSecond));
    }
  }

  private void lookLater(Executor executor, Runnable eachSecond) {
    if (handedIn && !closed) {
      callLater(
          () ->
              executor.execute(
                  () -> {
                    eachSecond.run();
                    look();
                    lookLater(executor, eachSecond);
                  }));
    }
  }

  /**
   * Calls the action after a second, on a JDK thread, which it must not block. The JDK starts that
   * thread for its first caller, and the thread inherits the caller's inheritable thread locals. So
   * the caller must be a thread of health's own, not one that serves a request.
   */
  static void callLater(Runnable action) {
    Thread caller = Thread.currentThread();
    ClassLoader loader = caller.getContextClassLoader();
    try {
      caller.setContextClassLoader(null); // the JDK thread must not keep an application's
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(action);
    } finally {
      caller.setContextClassLoader(loader);
    }
  }

  private void look() {
    silentLooks = fired ? 0 : silentLooks + 1;
    fired = false;
    if (silentLooks >= MAX_SILENT_LOOKS) {
      log.warn(Log.Kind.TIMER, "The timer no longer fires; a thread of health's own replaces it");
      replace();
    } else if (isShutDown()) {
      replace();
    }
  }

  /** Whether the timer is shut down. If it is not, schedules a sign of life on it. */
  private boolean isShutDown() {
    try {
      if (timer.isShutdown()) {
        return true;
      }
      scheduleOn(timer, () -> fired = true, Duration.ZERO);
    } catch (Throwable e) {
      // It refuses, and counts as silent.
    }
    return false;
  }

  private void replace() {
    synchronized (this) {
      if (!handedIn || closed) {
        return;
      }
      handedIn = false;
      timer = ownTimer();
    }
    whenReplaced.run();
  }

  /** Ends its own thread, if it has one. */
  synchronized void close() {
    closed = true;
    if (!handedIn) {
      timer.shutdown();
    }
  }

  /** Returns the duration in nanoseconds, at most a century, so that it fits a long. */
  static long saturated(Duration duration) {
    return duration.compareTo(CENTURY) < 0 ? duration.toNanos() : CENTURY.toNanos();
  }
}
