package dev.vitals.health;

import org.jspecify.annotations.Nullable;

/**
 * Receives a signal when a watch may have a new status. The signal carries no status: the watcher
 * polls for it. So late, merged or repeated signals do no harm.
 */
@FunctionalInterface
public interface WatchListener {

  /**
   * Signals a change. The source calls this on a thread of its own, and for one watch on one thread
   * at a time.
   *
   * <p>The listener should not block. If it blocks or throws, it harms only its own watch: other
   * threads notify the other watchers, and the source logs what it throws.
   *
   * @param watch the watch to poll, now or later
   */
  void changed(Watch watch);

  /**
   * Returns the route of the listener's messages, such as a connection; or null if it shares its
   * route with no other listener. Routes are compared with {@link Object#equals}.
   *
   * <p>Where a service has many watchers, the source calls the listeners of one route one after
   * another, so that a connection's writes come together, and different routes in parallel. A route
   * also identifies a client to the limits of the source, unless the listener has an {@link
   * #identity}.
   *
   * <p>{@link HealthSource#watch} calls this at most once, on its caller's thread, and throws what
   * it throws. It must not block.
   */
  default @Nullable Object route() {
    return null;
  }

  /**
   * Returns the client, if the transport has authenticated it; or null. Identities are compared
   * with {@link Object#equals}. All connections of one client share one allowance of watches, while
   * the clients behind a proxy's connection each have their own.
   *
   * <p>Called as {@link #route} is.
   */
  default @Nullable Object identity() {
    return null;
  }
}
