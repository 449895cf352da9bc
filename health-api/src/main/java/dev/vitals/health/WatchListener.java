package dev.vitals.health;

/**
 * Told that a watch may have something to take. A signal carries no status: the watch is polled for
 * it, so that late, merged or repeated signals do no harm.
 */
@FunctionalInterface
public interface WatchListener {

  /**
   * Called after a change, on a thread of the source, for one watch by one thread at a time.
   *
   * <p>It should not block. One that does, or throws, harms its own watch only: other watchers are
   * told by another thread, and what it throws is logged.
   *
   * @param watch the one to poll, now or later
   */
  void changed(Watch watch);
}
