package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A name, the service of that name if it is known, and the watchers of that name.
 *
 * <p>Up to {@value #SMALL} watchers form one shard, notified by one task. Beyond that they are
 * sharded by {@link WatchListener#route()} and notified in parallel by a relay. The changing thread
 * submits one task, and each task submits the next one before it notifies its shard. So a change
 * costs its caller one submission, however many watchers there are.
 */
final class ServiceWatchers implements Runnable {

  /*
   * The monitor of this guards the list of shards and the relay's place in it. The fields `changes`
   * and `service` are written under the kernel's lock and read without any.
   *
   * Why no shard is left out, and none starves
   *   - The shards form a ring. `cursor` is the relay's position, and `remaining` counts the shards from
   *     there on that the relay has not looked at since the last change it knows of. A change makes
   *     `remaining` the whole ring and does not move `cursor`. So each shard gets its turn within one
   *     round, however fast changes come.
   *   - The relay passes over a shard that is being notified. When that shard's round ends, its
   *     pass compares the count of changes, under the lock under which the relay found the shard
   *     busy, and wakes the relay if watchers are due again.
   *   - A change increments `changes` and then reads `relaying`. A relay that finds nothing left
   *     clears `relaying` and then reads `changes`. All four accesses are volatile: one of the two
   *     sees the other, and a relay runs.
   *
   * Why a slow notifier does not hold up the last shards: each step of the relay waits until the
   * notifier begins it, so that with a hundred shards a hundred waits would add up. `waited` is
   * their sum in this round. Once it exceeds MAX_WAIT, the notifier's threads are busy elsewhere,
   * and spare threads take the round's other steps. (CircuitBreaker is for a notifier that begins
   * nothing.)
   *
   * Why no change is missed: a watch is in its shard before its first poll, and a change writes the
   * status before it increments `changes`. If the change comes first, the first poll reads it. If
   * the watch comes first, the relay that the change starts, or a later round, finds it.
   */

  /** One thread notifies this many watchers before a second thread has woken up to help. */
  static final int SMALL = 256;

  /** How many watches without a route share a shard, if there are several shards. */
  private static final int MAX_UNROUTED = 512;

  /** How long the steps of one round may wait, in all, for a supplied notifier. */
  private static final long MAX_WAIT = Duration.ofMillis(500).toNanos();

  final String name;
  final NameTable names;

  /** The service of that name, or null while it is unknown. */
  volatile @Nullable Service service;

  /** Counts changes. A shard that has seen fewer is due. */
  volatile int changes;

  private volatile boolean relaying;

  @GuardedBy("this")
  private final ArrayList<WatcherShard> shards = new ArrayList<>(1);

  @GuardedBy("this")
  private @Nullable WatcherShard @Nullable [] byKey; // by route; null if there is one shard

  @GuardedBy("this")
  private @Nullable WatcherShard unrouted; // takes watches without a route until it is full

  private volatile int size; // written under the monitor

  @GuardedBy("this")
  private int cursor; // of the relay in `shards`

  @GuardedBy("this")
  private int remaining;

  @GuardedBy("this")
  private int seen;

  @GuardedBy("this")
  private int steps; // of the relay in this round

  private volatile long waited; // by these steps; written under the monitor
  private volatile long handedAt; // when the last step was handed off

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

  /** Adds a watch; null if this entry has been forgotten in the meantime. */
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

  /** Returns a watch that is never notified, because health is closed. */
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
      if (unrouted == null || unrouted.size() >= MAX_UNROUTED) {
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
   * Adds a shard at the end of the relay's round: its watches get the newest status by their first
   * poll.
   */
  @GuardedBy("this")
  private WatcherShard add(WatcherShard shard) {
    shards.add(cursor, shard);
    cursor++;
    return shard;
  }

  /** Removes a watch; false if it was removed before. */
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
    cursor -= at < cursor ? 1 : 0;
    remaining = Math.min(remaining, shards.size());
    unrouted = unrouted == shard ? null : unrouted;
    @Nullable WatcherShard[] known = byKey;
    if (shards.size() <= 1) {
      byKey = null;
      shards.trimToSize(); // a peak leaves nothing behind
    } else if (known != null && shard.key >= 0 && known[shard.key] == shard) {
      known[shard.key] = null;
    }
  }

  // The service. The caller holds the kernel's lock.

  /** Makes the name known; false if this entry has been forgotten in the meantime. */
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

  /** Makes the name unknown. */
  void withdraw() {
    synchronized (this) {
      service = null;
      countAsUnknown(size > 0);
    }
    signal();
  }

  /**
   * Forgets the name if it is neither known nor watched; true if the caller must remove the entry.
   */
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

  /**
   * Starts the relay, which notifies every watcher, unless it runs already. The caller holds the
   * kernel's lock.
   */
  void signal() {
    changes++;
    if (relaying || size == 0) {
      return; // a watch that joins after this read gets the new status by its first poll
    }
    relaying = true;
    boolean added = false;
    try {
      names.kernel.deferred.add(this::handOff);
      added = true;
    } finally {
      if (!added) {
        relaying = false; // after an Error, the next change tries again
      }
    }
  }

  /**
   * Restarts the relay after a shard's round has ended with watchers due again. The caller holds no
   * lock.
   */
  void wake() {
    synchronized (this) {
      remaining = shards.size();
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
      handedAt = names.kernel.time.nanos();
      names.kernel.handOff(executor(), this);
      handed = true;
    } finally {
      if (!handed) {
        relaying = false;
      }
    }
  }

  /** Returns the notifier, or spare threads if this round has waited for it long enough. */
  private Executor executor() {
    Threads threads = names.kernel.threads;
    return waited < MAX_WAIT || threads.isOwn(threads.notifier) ? threads.notifier : threads.spare;
  }

  @GuardedBy("this")
  private void countStep() {
    steps++;
    if (steps > shards.size()) { // a round is over
      steps = 1;
      waited = 0;
    }
    waited += Math.max(0, names.kernel.time.nanos() - handedAt);
  }

  @GuardedBy("this")
  private void rest() {
    steps = 0;
    waited = 0;
    relaying = false;
  }

  /** One step of the relay: hands off the next step, then notifies the next shard that is due. */
  @Override
  public void run() {
    NotificationPass pass = null;
    boolean handedOn = false;
    boolean over = false;
    try {
      pass = next();
      if (pass != null && isMoreLeft()) {
        handOff(); // before the first call, so that another thread may begin at once
      }
      handedOn = true;
      if (pass != null) {
        pass.run();
      }
      over = true;
    } finally { // no calls: a stack overflow may leave no stack for one
      if (!handedOn) {
        relaying = false; // the next change restarts the relay
      }
      if (pass != null) {
        pass.broken = !over;
      }
      if (!over) {
        names.broken = true; // or the next look does
      }
    }
  }

  private synchronized @Nullable NotificationPass next() {
    countStep();
    while (true) {
      if (seen != changes) {
        seen = changes;
        remaining = shards.size();
      }
      while (remaining > 0) {
        remaining--;
        cursor = cursor >= shards.size() ? 0 : cursor;
        NotificationPass pass = shards.get(cursor++).begin();
        if (pass != null) {
          return pass;
        }
      }
      rest();
      if (seen == changes) {
        return null;
      }
      relaying = true;
    }
  }

  /** Whether the relay goes on. If not, it rests until the next change starts it. */
  private synchronized boolean isMoreLeft() {
    if (remaining == 0) {
      rest();
      if (seen == changes) {
        return false;
      }
      relaying = true;
    }
    return true;
  }
}
