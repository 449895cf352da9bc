package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clocks, and a timer on a scheduled executor. Thread-safe. */
final class SystemTime implements HealthTime {

  static final Duration CENTURY = Duration.ofDays(36_525);

  private final ScheduledExecutorService timer;

  SystemTime(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Returns a timer of one daemon thread that forgets cancelled tasks at once. */
  static ScheduledExecutorService ownTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, GrowingPool.daemons("vitals-timer"));
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
      Future<?> future = timer.schedule(task, saturated(delay), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException shutDown) {
      return () -> {}; // nothing is due any more after a shutdown: reads still tell what is stale
    }
  }

  /** Returns nanoseconds; a century for anything longer, which no long could hold. */
  static long saturated(Duration duration) {
    return duration.compareTo(CENTURY) < 0 ? duration.toNanos() : CENTURY.toNanos();
  }
}
