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
 * The machine's clocks, and a timer on a scheduled executor: one that was handed in, or a daemon
 * thread of its own. One that was handed in and is shut down is replaced by a thread of its own.
 * Thread-safe.
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
    lookLater();
  }

  /** Makes a timer of one daemon thread that forgets cancelled tasks at once. */
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

  /** The action runs once the timer that was handed in has been replaced; what it held is lost. */
  void whenReplaced(Runnable action) {
    whenReplaced = action;
  }

  /**
   * A timer that is shut down drops what it holds without a word. So long as one that was handed in
   * is used, a thread of the JDK looks after it, once a second.
   */
  private void lookLater() {
    if (handedIn && !closed) {
      callLater(this::look);
    }
  }

  /** Calls it after a second, on a thread of the JDK, which must not be held. */
  static void callLater(Runnable action) {
    Thread caller = Thread.currentThread();
    ClassLoader loader = caller.getContextClassLoader();
    try {
      caller.setContextClassLoader(null); // the JDK's thread must not keep an application's
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
    lookLater();
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

  /** Ends the thread of its own. */
  synchronized void close() {
    closed = true;
    if (!handedIn) {
      timer.shutdown();
    }
  }

  /** Returns nanoseconds; a century for anything longer, which no long could hold. */
  static long saturated(Duration duration) {
    return duration.compareTo(CENTURY) < 0 ? duration.toNanos() : CENTURY.toNanos();
  }
}
