package dev.vitals.health.core;

import dev.vitals.health.WatchListener;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that are known or watched. A name has an entry if and only if it is one of the two.
 *
 * <p>Thread-safe. Looking up a name takes no lock. A watch that joins or leaves takes the locks of
 * its name and of the limits, never the kernel's, so that it does not hold up a change of status.
 */
final class NameTable {

  private final ConcurrentHashMap<String, ServiceWatchers> names = new ConcurrentHashMap<>();
  final Kernel kernel;
  final LifecycleState lifecycle;
  final WatchLimits limits;

  /** Whether an Error has kept a task from notifying its watchers. */
  volatile boolean broken;

  NameTable(Kernel kernel, LifecycleState lifecycle, WatchLimits limits) {
    this.kernel = kernel;
    this.lifecycle = lifecycle;
    this.limits = limits;
    kernel.whenLooking(this::wakeIfBroken);
  }

  /** Notifies the watchers whose task an Error has ended. The caller holds no lock. */
  private void wakeIfBroken() {
    if (broken) {
      broken = false;
      names.values().forEach(ServiceWatchers::wake);
    }
  }

  @Nullable ServiceWatchers find(String name) {
    return names.get(name);
  }

  Collection<ServiceWatchers> all() {
    return names.values();
  }

  /**
   * Adds a watch.
   *
   * @param client the client whose allowance it uses, or null
   * @throws dev.vitals.health.WatchRefusedException if a limit is reached; nothing is kept then
   */
  LiveWatch join(String name, WatchListener listener, ShardKey key, @Nullable Object client) {
    ServiceWatchers known = names.get(name);
    boolean unknown = known == null || known.service == null;
    WatchLimits.Client counted = limits.admit(client, unknown);
    LiveWatch watch = null;
    try {
      while (watch == null) {
        watch = entry(name, false).join(listener, key, counted, unknown);
      }
      return watch;
    } finally {
      if (watch == null) {
        limits.release(counted, unknown);
        forgetIfUnused(names.get(name));
      }
    }
  }

  /** Removes a watch, and with its last watch a name that is not known. Idempotent. */
  void leave(LiveWatch watch) {
    ServiceWatchers watchers = watch.shard.watchers;
    if (watchers.leave(watch)) {
      limits.release(watch.client, watch.countedUnknown);
      forgetIfUnused(watchers);
    }
  }

  /** Makes a service's name known. The caller holds the kernel's lock. */
  void publish(Service service) {
    ServiceWatchers watchers;
    do {
      watchers = entry(service.name(), true);
    } while (!watchers.publish(service));
    service.watchers(watchers);
  }

  /** Makes a service's name unknown. The caller holds the kernel's lock. */
  void withdraw(Service service) {
    service.watchers().withdraw();
    forgetIfUnused(service.watchers());
  }

  /** Returns the entry of a name, a new one if necessary. It may be forgotten before it is used. */
  private ServiceWatchers entry(String name, boolean forService) {
    ServiceWatchers known = names.get(name);
    if (known != null && !known.isForgotten()) {
      return known;
    }
    if (known != null) {
      names.remove(name, known); // the thread that forgot it is about to do the same
    }
    if (!forService) {
      limits.admitUnknownName();
    }
    ServiceWatchers made = new ServiceWatchers(name, this, !forService);
    ServiceWatchers other = names.putIfAbsent(name, made);
    if (other == null) {
      return made;
    }
    if (!forService) {
      limits.countUnknownNames(-1);
    }
    return other;
  }

  private void forgetIfUnused(@Nullable ServiceWatchers watchers) {
    if (watchers != null && watchers.forgetIfUnused()) {
      names.remove(watchers.name, watchers);
    }
  }
}
