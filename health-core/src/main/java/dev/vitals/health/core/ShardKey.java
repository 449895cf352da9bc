package dev.vitals.health.core;

import dev.vitals.health.WatchListener;
import org.jspecify.annotations.Nullable;

/**
 * Which shard a watch belongs to where many watch one name: one number for all that share a route,
 * or {@link #ANY}.
 */
record ShardKey(int number, @Nullable Object route) {

  /** As many shards for routes as there may be. */
  static final int SHARDS = 256;

  /** The key of watches that have no route. */
  static final ShardKey ANY = new ShardKey(-1, null);

  /** Asks foreign code: no lock is held. */
  static ShardKey of(WatchListener listener) {
    Object route = listener.route();
    // The golden ratio's multiplier spreads hash codes that lie close together.
    return route == null ? ANY : new ShardKey(route.hashCode() * 0x9E3779B9 >>> 24, route);
  }
}
