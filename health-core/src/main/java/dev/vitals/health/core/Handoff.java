package dev.vitals.health.core;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way to an executor that was handed in: it begins exactly once, whatever the
 * executor does, unless the executor refuses it.
 *
 * <p>An executor that runs it on the thread that hands it over must not hold that thread: the task
 * goes to another executor instead. One that does not begin it in time is not waited for: whichever
 * executor comes to the task first runs it.
 */
final class Handoff implements Runnable, Supervisor.Supervised {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long LONGEST = Duration.ofHours(1).toNanos();

  private final Threads threads;
  private final Executor executor;
  private final Executor insteadOfInline;
  private final Executor insteadOfLost;
  private final Runnable task;
  private volatile boolean begun; // written under this
  private volatile @Nullable Thread handing;
  private boolean ofCheck;
  private boolean urgent;
  private long since; // confined to who hands it over, then to the watchdog
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
  }

  /** Makes it one that must not be left undone, for those who hand in time along with executors. */
  Handoff urgent() {
    urgent = true;
    return this;
  }

  /**
   * Makes it the hand-off of a check's run, which is left to the executor: refused, it is not run.
   *
   * @param timeout how long the executor may take at the least before it is handed the run again
   */
  Handoff ofCheck(Duration timeout) {
    ofCheck = true;
    patience = Math.max(patience, SystemTime.saturated(timeout));
    return this;
  }

  /** Hands it over; false if it was refused. No lock is held. */
  boolean hand() {
    since = threads.time.nanos();
    boolean taken = handTo(executor);
    if (!taken && !ofCheck) {
      taken = takeElsewhere();
    }
    if (taken && !begun) {
      threads.watchdog.register(this);
    }
    return taken;
  }

  private boolean takeElsewhere() {
    if (!threads.inlineAllowed) {
      return threads.hand(insteadOfLost, this);
    }
    if (urgent) {
      run();
    } // else the watchdog hands it over again
    return true;
  }

  private boolean handTo(Executor to) {
    if (!threads.inlineAllowed && (ofCheck || threads.isOnTimer())) {
      handing = Thread.currentThread();
    }
    try {
      to.execute(this);
      return true;
    } catch (Throwable e) {
      threads.log.warn(
          Log.Kind.EXECUTOR, "An executor refused work of health: " + Failures.text(e));
      return false;
    } finally {
      handing = null;
    }
  }

  @Override
  public void run() {
    if (Thread.currentThread() == handing) {
      threads.hand(insteadOfInline, this);
    } else if (begins()) {
      threads.watchdog.forget(this);
      task.run();
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
    if (threads.time.nanos() - since >= patience) {
      patience = Math.min(2 * patience, LONGEST);
      since = threads.time.nanos();
      threads.log.warn(
          Log.Kind.EXECUTOR,
          "An executor does not come to work of health; it is handed over again");
      if (insteadOfLost != executor) {
        threads.hand(insteadOfLost, this);
        return false;
      }
      again();
    }
    return !begun;
  }

  /** The executor is foreign code, which must not hold the timer's thread. */
  private void again() {
    if (threads.inlineAllowed) {
      handTo(executor);
    } else {
      threads.hand(threads.spare, () -> handTo(executor));
    }
  }
}
