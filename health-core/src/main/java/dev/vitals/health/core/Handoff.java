package dev.vitals.health.core;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way to a supplied executor. It begins exactly once, whatever the executor does,
 * unless it is a check's run that the executor refuses.
 *
 * <p>An executor that runs tasks on the submitting thread must not hold a timer's thread, or run a
 * check on a caller's: another executor takes the task then. If an executor does not begin the task
 * in time, the task is handed over again, and the first executor to begin it runs it. The
 * notifier's tasks then go elsewhere at once, until it begins one ({@link CircuitBreaker}).
 */
final class Handoff implements Runnable, Supervisor.Supervised {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long MAX_PATIENCE = Duration.ofHours(1).toNanos();

  private final Threads threads;
  private final Executor executor;
  private final Executor insteadOfInline;
  private final Executor insteadOfLost;
  private final Runnable task;
  private volatile boolean begun; // written under this
  private volatile @Nullable Thread handing;
  private boolean ofCheck;
  private boolean awaited; // whether health's own threads do not end before the task has run
  private boolean urgent;
  private long since; // confined to the submitting thread, then to the watchdog
  private long patience = PATIENCE.toNanos();

  Handoff(
      Threads threads,
      Executor executor,
      Executor insteadOfInline,
      Executor insteadOfLost,
      Runnable task) {
    this.threads = threads;
    this.executor = executor;
    this.insteadOfInline = insteadOfInline;
    this.insteadOfLost = insteadOfLost;
    this.task = task;
    awaited = !threads.inlineAllowed;
  }

  /**
   * With a supplied time, runs the task on the submitting thread if the executor refuses it: it
   * must not wait until the user advances time.
   */
  Handoff urgent() {
    urgent = true;
    return this;
  }

  /**
   * Makes it the hand-off of a check's run, which does not begin if the executor refuses it.
   *
   * @param timeout the least time that the executor has before it gets the run again
   */
  Handoff ofCheck(Duration timeout) {
    ofCheck = true;
    awaited = false;
    patience = Math.max(patience, SystemTime.saturated(timeout));
    return this;
  }

  /** Hands the task over; false if it was refused. The caller holds no lock. */
  boolean hand() {
    since = threads.time.nanos();
    if (awaited) {
      return handSupervised();
    }
    boolean taken = handTo(executor) || (!ofCheck && takeElsewhere());
    if (taken && !begun) {
      threads.watchdog.register(this);
    }
    return taken;
  }

  /** The watchdog looks from before the submission on, since that may block. */
  private boolean handSupervised() {
    threads.awaited.incrementAndGet();
    threads.watchdog.register(this);
    boolean taken = handTo(executor) || takeElsewhere();
    if (!taken && begins()) { // health is closed
      threads.watchdog.forget(this);
      threads.awaited.decrementAndGet();
    }
    return taken;
  }

  private boolean takeElsewhere() {
    if (!threads.inlineAllowed) {
      return threads.hand(insteadOfLost, this::begin);
    }
    if (urgent) {
      begin();
    } // otherwise the watchdog hands it over again
    return true;
  }

  private boolean handTo(Executor to) {
    if (!threads.inlineAllowed) {
      handing = Thread.currentThread();
    }
    try {
      to.execute(this);
      return true;
    } catch (Throwable e) {
      threads.log.warn(Log.Kind.EXECUTOR, "An executor refused a task: " + Failures.text(e));
      return false;
    } finally {
      handing = null;
    }
  }

  /** Runs on the executor, or on the submitting thread if the executor is inline. */
  @Override
  public void run() {
    threads.hasBegun(executor);
    if (Thread.currentThread() == handing) {
      if (ofCheck) {
        threads.checkerIsInline();
      }
      threads.hand(insteadOfInline, this::begin);
    } else {
      begin();
    }
  }

  private void begin() {
    if (!begins()) {
      return;
    }
    threads.watchdog.forget(this);
    try {
      task.run();
    } finally {
      if (awaited) {
        threads.awaited.decrementAndGet();
      }
    }
  }

  private synchronized boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  @Override
  public boolean look() {
    if (begun) {
      return false;
    }
    boolean movable = insteadOfLost != executor;
    boolean late = threads.time.nanos() - since >= patience;
    if (late || (movable && threads.isGivenUp(executor))) {
      patience = Math.min(2 * patience, MAX_PATIENCE);
      since = threads.time.nanos();
      threads.log.warn(
          Log.Kind.EXECUTOR, "An executor has not begun a task in time; it is handed over again");
      if (movable) {
        threads.hasNotBegun(executor);
        threads.hand(insteadOfLost, this::begin);
        return false;
      }
      handOverAgain();
    }
    return !begun;
  }

  /**
   * Hands the task over again, on a spare thread: the executor is foreign code, which must not hold
   * the timer's.
   */
  private void handOverAgain() {
    if (threads.inlineAllowed) {
      handTo(executor);
    } else {
      threads.hand(threads.spare, () -> handTo(executor));
    }
  }
}
