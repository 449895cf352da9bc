package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The machine's clocks, and a timer on a scheduled executor: a supplied one, or a daemon thread of
 * its own. If a supplied executor is shut down, a daemon thread replaces it. Thread-safe.
 */
final class SystemTime implements HealthTime {

  static final Duration CENTURY = Duration.ofDays(36_525);

  private static final long LOOK_MILLIS = 1000;

  private volatile ScheduledExecutorService timer; // written under this, as are the others
  private volatile boolean handedIn;
  private volatile boolean closed;
  private volatile Runnable whenReplaced = () -> {};

  SystemTime(@Nullable ScheduledExecutorService given) {
    handedIn = given != null;
    timer = given != null ? given : ownTimer();
    scheduleLook();
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
    return () -> future.cancel(false);
  }

  /**
   * Sets the action that runs when a supplied timer has been replaced. The old timer's tasks are
   * lost.
   */
  void whenReplaced(Runnable action) {
    whenReplaced = action;
  }

  /**
   * A timer that is shut down drops its tasks silently. So a JDK thread looks at a supplied timer
   * once a second.
   */
  private void scheduleLook() {
    if (handedIn && !closed) {
      callLater(this::look);
    }
  }

  /** Calls the action after a second, on a JDK thread, which it must not block. */
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
    if (timer.isShutdown()) {
      replace();
    }
    scheduleLook();
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
