package dev.vitals.health.core;

import dev.vitals.health.WatchListener;
import org.jspecify.annotations.Nullable;

/**
 * The shard of a watch, where a name has many watchers: a number that all watches of a route have
 * in common, or {@link #ANY}. Several routes may have the same number.
 */
record ShardKey(int number, @Nullable Object route) {

  /** How many shards by route there may be. */
  static final int SHARDS = 256;

  /** The key of watches that have no route. */
  static final ShardKey ANY = new ShardKey(-1, null);

  /** Calls foreign code, so the caller holds no lock. */
  static ShardKey of(WatchListener listener) {
    Object route = listener.route();
    // Multiplying by the golden ratio spreads hash codes that lie close together.
    return route == null ? ANY : new ShardKey(route.hashCode() * 0x9E3779B9 >>> 24, route);
  }
}
