package dev.vitals.health;

import org.jspecify.annotations.Nullable;

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

  /**
   * Returns what the listener's messages travel by, such as a connection; or null, if they share
   * that with no other's. Where many watch a service, those of one route are told one after
   * another, so that a connection's writes come together, and different routes at the same time.
   *
   * <p>A hint: whatever it returns, everybody is told. Asked once, by {@link HealthSource#watch} on
   * its caller's thread. Must not block; what it throws, {@code watch} throws.
   */
  default @Nullable Object route() {
    return null;
  }
}
