package dev.vitals.health;

import org.jspecify.annotations.Nullable;

/**
 * Receives a signal when a watch may have something to take. The signal carries no status: the
 * reader polls the watch for it, so that late, merged or repeated signals do no harm.
 */
@FunctionalInterface
public interface WatchListener {

  /**
   * Called after a change, on a thread of the source, for one watch by one thread at a time.
   *
   * <p>It should not block. One that does, or throws, harms its own watch only: other watchers are
   * notified by another thread, and what it throws is logged.
   *
   * @param watch the one to poll, now or later
   */
  void changed(Watch watch);

  /**
   * Returns what the listener's messages travel by, such as a connection; or null if it shares that
   * with no other listener. Two listeners have one route if their routes are {@link Object#equals
   * equal}.
   *
   * <p>Where many watch a service, the listeners of one route are called one after another, so that
   * a connection's writes come together, and different routes at the same time. A route is also a
   * client for the limits of the source, unless the listener has an {@link #identity}.
   *
   * <p>{@link HealthSource#watch} calls this once, on its caller's thread. It must not block; what
   * it throws, {@code watch} throws.
   */
  default @Nullable Object route() {
    return null;
  }

  /**
   * Returns who watches, where the transport has authenticated the client; or null. Two listeners
   * belong to one client if their identities are equal: all of a client's connections then share
   * one allowance of watches, and a proxy's connection does not make one client of many.
   *
   * <p>Called as {@link #route} is.
   */
  default @Nullable Object identity() {
    return null;
  }
}
