package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name, the service of that name if it is known, and the watchers of that name.
 *
 * <p>Up to {@value #SMALL} watchers form one shard, notified by one task. Beyond that they are
 * sharded by {@link WatchListener#route()} and notified in parallel by a relay: the changing thread
 * submits one task, which begins with one shard and first submits the task for the next. So a
 * change costs its caller one submission however many watch.
 */
final class ServiceWatchers implements Runnable {

  /*
   * Guarded by the monitor of this: the list of shards, and the relay's place in it. The fields
   * `changes` and `service` are written under the kernel's lock and read without any.
   *
   * Why no shard is left out, and none starves
   *   - The shards form a ring. The relay keeps its place in it, and `left` counts the shards from
   *     there on that it has not looked at since the last change it knows of. A change makes `left`
   *     the whole ring; it does not move the place. So however fast changes come, each shard's turn
   *     comes within one round.
   *   - A shard that is being notified is passed over. When its round ends it compares the count of
   *     changes, under the lock under which the relay found it busy, and wakes the relay.
   *   - A change increments `changes` and then reads `relaying`; a relay that finds nothing left
   *     clears `relaying` and then reads `changes`. All four are volatile: one of the two sees the
   *     other, and a relay runs.
   *
   * Why no change is missed: a watch is in its shard before its first poll, and a change writes the
   * status before it increments `changes`. If the change comes first, the first poll reads it. If the
   * watch comes first, the relay that the change starts, or a later round, finds it.
   */

  /** One thread notifies so many before a second one has woken up to help. */
  static final int SMALL = 256;

  /** So many without a route share a shard where there are many: they need not be kept apart. */
  private static final int UNROUTED = 512;

  final String name;
  final NameTable names;

  /** The service of that name, or null while it is unknown. */
  volatile @Nullable Service service;

  /** How often something has changed; a shard that has seen fewer is due. */
  volatile int changes;

  private volatile boolean relaying;

  @GuardedBy("this")
  private final List<WatcherShard> shards = new ArrayList<>(1);

  @GuardedBy("this")
  private @Nullable WatcherShard @Nullable [] byKey; // once there are many

  @GuardedBy("this")
  private @Nullable WatcherShard unrouted; // takes in those without a route until it is full

  private volatile int size; // written under the monitor

  @GuardedBy("this")
  private int place; // of the relay in the list

  @GuardedBy("this")
  private int left;

  @GuardedBy("this")
  private int seen;

  @GuardedBy("this")
  private boolean countedUnknown;

  @GuardedBy("this")
  private boolean forgotten;

  ServiceWatchers(String name, NameTable names, boolean countedUnknown) {
    this.name = name;
    this.names = names;
    this.countedUnknown = countedUnknown;
  }

  ServingStatus status() {
    Service known = service;
    return known == null ? ServingStatus.SERVICE_UNKNOWN : known.visible();
  }

  // Joining and leaving.

  boolean isClosed() {
    return names.lifecycle.isClosed();
  }

  synchronized boolean isForgotten() {
    return forgotten;
  }

  boolean isWatched() {
    return size > 0;
  }

  /** Adds a watch; null if this entry has been forgotten meanwhile. */
  synchronized @Nullable LiveWatch join(
      WatchListener listener, ShardKey key, WatchLimits.@Nullable Client client, boolean unknown) {
    if (forgotten) {
      return null;
    }
    LiveWatch watch = new LiveWatch(shard(key), listener, client, unknown);
    watch.shard.add(watch);
    size++;
    return watch;
  }

  /** Makes a watch that is never notified: health is closed. */
  LiveWatch detached(WatchListener listener) {
    return new LiveWatch(new WatcherShard(this, -1), listener, null, false);
  }

  @GuardedBy("this")
  private WatcherShard shard(ShardKey key) {
    if (shards.isEmpty()) {
      return add(new WatcherShard(this, -1));
    }
    if (shards.size() == 1 && size < SMALL) {
      return shards.get(0);
    }
    if (key == ShardKey.ANY) {
      if (unrouted == null || unrouted.size() >= UNROUTED) {
        unrouted = add(new WatcherShard(this, -1));
      }
      return unrouted;
    }
    @Nullable WatcherShard[] known = byKey;
    if (known == null) {
      known = new WatcherShard[ShardKey.SHARDS];
      byKey = known;
    }
    WatcherShard shard = known[key.number()];
    if (shard == null) {
      shard = add(new WatcherShard(this, key.number()));
      known[key.number()] = shard;
    }
    return shard;
  }

  /**
   * A new shard comes last in the relay's round: its watches read the newest status by themselves.
   */
  @GuardedBy("this")
  private WatcherShard add(WatcherShard shard) {
    shards.add(place, shard);
    place++;
    return shard;
  }

  /** Lets a watch go; false if it is gone already. */
  synchronized boolean leave(LiveWatch watch) {
    WatcherShard shard = watch.shard;
    if (!shard.remove(watch)) {
      return false;
    }
    size--;
    if (shard.size() == 0) {
      drop(shard);
    }
    return true;
  }

  @GuardedBy("this")
  private void drop(WatcherShard shard) {
    int at = shards.indexOf(shard);
    shards.remove(at);
    place -= at < place ? 1 : 0;
    left = Math.min(left, shards.size());
    unrouted = unrouted == shard ? null : unrouted;
    @Nullable WatcherShard[] known = byKey;
    if (shards.size() <= 1) {
      byKey = null;
    } else if (known != null && shard.key >= 0 && known[shard.key] == shard) {
      known[shard.key] = null;
    }
  }

  // The service. The caller holds the kernel's lock.

  /** The name is known from now on; false if this entry has been forgotten meanwhile. */
  boolean publish(Service published) {
    synchronized (this) {
      if (forgotten) {
        return false;
      }
      service = published;
      countAsUnknown(false);
    }
    return true;
  }

  /** The name is unknown from now on. */
  void withdraw() {
    synchronized (this) {
      service = null;
      countAsUnknown(size > 0);
    }
    signal();
  }

  /** Forgets the name if it is neither known nor watched; true if it is to be taken out. */
  synchronized boolean forgetIfUnused() {
    if (service == null && size == 0) {
      forgotten = true;
      countAsUnknown(false);
    }
    return forgotten;
  }

  @GuardedBy("this")
  private void countAsUnknown(boolean unknown) {
    if (unknown != countedUnknown) {
      countedUnknown = unknown;
      names.limits.countUnknownNames(unknown ? 1 : -1);
    }
  }

  // Notifying.

  /** Sees to it that every watcher is notified. The caller holds the kernel's lock. */
  void signal() {
    changes++;
    if (relaying || size == 0) {
      return; // who joins after this was read finds the new status by its first poll
    }
    relaying = true;
    boolean added = false;
    try {
      names.kernel.deferred.add(this::handOff);
      added = true;
    } finally {
      if (!added) {
        relaying = false; // an Error: the next change tries again
      }
    }
  }

  /** A shard's round has ended and some of its watchers are due again. No lock is held. */
  void wake() {
    synchronized (this) {
      left = shards.size();
      if (relaying) {
        return;
      }
      relaying = true;
    }
    handOff();
  }

  private void handOff() {
    boolean handed = false;
    try {
      names.kernel.handOff(names.kernel.threads.notifier, this);
      handed = true;
    } finally {
      if (!handed) {
        relaying = false;
      }
    }
  }

  /** One step of the relay: the next shard that is due, whose watchers this thread notifies. */
  @Override
  public void run() {
    NotificationPass pass = null;
    boolean handedOn = false;
    boolean over = false;
    try {
      pass = next();
      if (pass != null && isMoreLeft()) {
        handOff(); // before anybody is called: another thread may begin at once
      }
      handedOn = true;
      if (pass != null) {
        pass.run();
      }
      over = true;
    } finally { // no calls: after a stack overflow there may be no room for one
      if (!handedOn) {
        relaying = false; // the next change starts it again
      }
      if (pass != null) {
        pass.broken = !over;
      }
    }
  }

  private synchronized @Nullable NotificationPass next() {
    while (true) {
      if (seen != changes) {
        seen = changes;
        left = shards.size();
      }
      while (left > 0) {
        left--;
        place = place >= shards.size() ? 0 : place;
        NotificationPass pass = shards.get(place++).begin();
        if (pass != null) {
          return pass;
        }
      }
      relaying = false;
      if (seen == changes) {
        return null;
      }
      relaying = true;
    }
  }

  /** Whether the relay is to go on; if not, it rests, and the next change starts it. */
  private synchronized boolean isMoreLeft() {
    if (left == 0) {
      relaying = false;
      if (seen == changes) {
        return false;
      }
      relaying = true;
    }
    return true;
  }
}
