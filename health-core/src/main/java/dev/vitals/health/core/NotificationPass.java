package dev.vitals.health.core;

import org.jspecify.annotations.Nullable;

/**
 * A task that calls the listeners of a shard, each at most once.
 *
 * <p>The shard's monitor guards its fields, except {@code leavesSome}, which only the thread of the
 * pass uses.
 */
final class NotificationPass implements Runnable {

  private final WatcherShard shard;

  /** How many watches the pass may still look at: it holds its thread for one round. */
  int budget;

  /** The watch whose listener the pass is calling. */
  @Nullable LiveWatch current;

  /** Whether the watchdog has given the pass up, because a listener holds it up. */
  boolean givenUp;

  /** Whether a thread of its own runs the pass, rather than one of the notifier. */
  boolean apart;

  /** Whether the notifier has grown by a thread for the one that the given-up pass holds. */
  boolean hasAddedThread;

  /** Whether watches are due again, because something has changed during the round. */
  boolean leavesSome;

  /** Whether an Error has ended the pass. Volatile, and written without the monitor. */
  volatile boolean broken;

  int steps;
  private int stepsSeen = -1;

  NotificationPass(WatcherShard shard, int budget) {
    this.shard = shard;
    this.budget = budget;
  }

  /** Returns how many listeners the pass has called since the last call of this; at first, many. */
  int progress() {
    int progress = stepsSeen < 0 ? Integer.MAX_VALUE : steps - stepsSeen;
    stepsSeen = steps;
    return progress;
  }

  @Override
  public void run() {
    boolean over = false;
    try {
      shard.supervise();
      for (LiveWatch watch = shard.next(this); watch != null; watch = shard.next(this)) {
        shard.call(watch);
      }
      if (leavesSome) {
        shard.watchers.wake();
      }
      if (shard.takesBackThread(this)) {
        shard.watchers.names.kernel.threads.addNotifierThreads(-1);
      }
      over = true;
    } finally { // no calls: a stack overflow may leave no stack for one
      if (!over) {
        broken = true;
        shard.watchers.names.broken = true;
      }
    }
  }
}
