package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time for tests, which stands still until the test advances it: "three failures, then recovery"
 * takes microseconds and never flakes.
 *
 * <pre>{@code
 * ManualTime time = new ManualTime();
 * Health health = Health.builder().time(time)
 *     .checkExecutor(Runnable::run).notifyExecutor(Runnable::run)
 *     .service("acme.FooService", db)
 *     .start();
 * time.advance(Duration.ofSeconds(10)); // runs what is due, on this thread, in order
 * }</pre>
 *
 * <p>Thread-safe. Tasks run on the thread that advances time, with no lock held.
 */
public final class ManualTime implements HealthTime {

  private record Due(long at, long order, Runnable task) {}

  private final Object lock = new Object();

  // Both guarded by the lock. A class that users compile against has no annotation that they lack.
  private final PriorityQueue<Due> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private long scheduled;

  private final Instant start;
  private volatile long elapsed; // written under the lock

  /** Starts at a fixed moment: noon UTC on 1 January 2000. */
  public ManualTime() {
    this(Instant.parse("2000-01-01T12:00:00Z"));
  }

  /** Starts at the given moment by the wall clock. */
  public ManualTime(Instant start) {
    this.start = requireNonNull(start, "start");
  }

  @Override
  public long nanos() {
    return Long.MAX_VALUE - 1_000_000_000L + elapsed; // wraps after a second: differences only
  }

  @Override
  public Instant now() {
    return start.plusNanos(elapsed);
  }

  @Override
  public Task schedule(Runnable task, Duration delay) {
    requireNonNull(task, "task");
    synchronized (lock) {
      Due due = new Due(elapsed + SystemTime.saturated(delay), scheduled++, task);
      tasks.add(due);
      return () -> cancel(due);
    }
  }

  /**
   * Moves time forward and runs each task as it comes due, including tasks scheduled on the way.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
    }
    long until = elapsed + duration.toNanos();
    for (Runnable task = next(until); task != null; task = next(until)) {
      task.run();
    }
  }

  /** Returns how many tasks are scheduled: 0 once everything that used this time is closed. */
  public int pending() {
    synchronized (lock) {
      return tasks.size();
    }
  }

  private @Nullable Runnable next(long until) {
    synchronized (lock) {
      Due due = tasks.peek();
      if (due == null || due.at() > until) {
        elapsed = Math.max(elapsed, until);
        return null;
      }
      elapsed = Math.max(elapsed, due.at());
      tasks.remove();
      return due.task();
    }
  }

  private void cancel(Due due) {
    synchronized (lock) {
      tasks.remove(due);
    }
  }
}
