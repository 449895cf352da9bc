package dev.vitals.health.core;

import org.jspecify.annotations.Nullable;

/**
 * One task that calls the listeners of a shard, each once at most.
 *
 * <p>Its fields are guarded by the shard's monitor, but for {@code leavesSome}, which only the
 * thread that runs the pass uses.
 */
final class NotificationPass implements Runnable {

  private final WatcherShard shard;

  /** How many watches it may still look at: a thread is held for one round. */
  int budget;

  /** The watch whose listener it calls. */
  @Nullable LiveWatch current;

  /** Whether another pass has taken over, since a listener holds this one up. */
  boolean givenUp;

  /** Whether some are left, since something has changed meanwhile. */
  boolean leavesSome;

  /** Whether an Error has ended it. */
  volatile boolean broken;

  int steps;
  private int stepsSeen = -1;

  NotificationPass(WatcherShard shard, int budget) {
    this.shard = shard;
    this.budget = budget;
  }

  /** Whether it has made no progress since this was last asked; one may never have begun. */
  boolean isHeldUp() {
    boolean heldUp = steps == stepsSeen;
    stepsSeen = steps;
    return heldUp;
  }

  @Override
  public void run() {
    boolean over = false;
    try {
      shard.supervise();
      for (LiveWatch watch = shard.next(this); watch != null; watch = shard.next(this)) {
        shard.call(watch);
      }
      over = true;
    } finally {
      broken = !over; // not a call: after a stack overflow there may be no room for one
    }
    if (leavesSome) {
      shard.watchers.wake();
    }
  }
}
