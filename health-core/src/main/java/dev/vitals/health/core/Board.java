package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which names are known, what they show, and who watches: the one place where a status changes.
 *
 * <p>Thread-safe. Asking for a status takes no lock and allocates nothing.
 */
final class Board {

  /*
   * One lock guards everything here and in the objects that belong to it, but for crowds: each has a
   * lock of its own, taken within this one and never the other way round. Either is held for short,
   * bounded work on our own data, never while foreign code runs: that goes to the outbox, which is
   * flushed after the lock is left. So they cannot deadlock, and nobody waits for a slow watcher.
   *
   * Invariants
   *   1. A service's `shown` is what ruling said at its last update, and every change to what it
   *      reads updates the service under the same lock. Time alone can make it stale; then `expiry`
   *      has passed and the reader updates it.
   *   2. A change of `shown.status` is noted (history, listeners) and signalled under the same lock.
   *
   * No change is missed. A watch joins, and a change signals, under the lock. If the change comes
   * first, the first poll reads it. If the watch comes first, the walk that the change starts, or
   * has begin again, finds it after the write; its next poll reads that status or a newer one. A walk
   * that ends compares the count of changes under the crowd's lock, under which a change, counted
   * already, looks whether that walk is on: one of the two sees the other.
   */
  final Object lock = new Object();
  final Outbox outbox = new Outbox(lock);
  final HealthTime time;
  final Executor checker;
  final Executor notifier;
  final DoubleSupplier random;
  final Ruling ruling = new Ruling();

  private final Audiences audiences;
  private final Listeners listeners;
  private final int history;

  Board(
      Threads threads,
      DoubleSupplier random,
      Audiences.Limits limits,
      int history,
      Collection<HealthListener> listeners) {
    time = threads.time;
    checker = threads.checker;
    notifier = threads.notifier;
    this.random = random;
    this.history = history;
    this.audiences = new Audiences(this, limits);
    this.listeners = new Listeners(listeners, this);
  }

  // Reading.

  ServingStatus status(String name) {
    Service service = find(name);
    return service == null ? ServingStatus.SERVICE_UNKNOWN : statusOf(service);
  }

  @Nullable Service find(String name) {
    Audience audience = audiences.find(name);
    return audience == null ? null : audience.service;
  }

  ServingStatus statusOf(Service service) {
    Service.Shown shown = service.shown;
    boolean expired = shown.expires() && time.nanos() - shown.expiry() >= 0;
    return expired ? renewed(service) : shown.status();
  }

  private ServingStatus renewed(Service service) {
    ServingStatus status = ServingStatus.SERVICE_UNKNOWN;
    synchronized (lock) {
      update(service);
      if (service.audience.service == service) { // else it was removed meanwhile
        status = service.shown.status();
      }
    }
    outbox.flush();
    return status;
  }

  /** Returns the services that are known. The caller holds the lock. */
  List<Service> services() {
    return audiences.services();
  }

  // Watching.

  Watch watch(String name, WatchListener listener) {
    audiences.refuseTooLong(name);
    Audience.Lane lane = Audience.Lane.of(listener);
    LiveWatch watch;
    synchronized (lock) {
      if (ruling.isClosed()) { // over before it began: one last status, then nothing
        Audience audience = audiences.find(name);
        return (audience == null ? new Audience(name, this) : audience).watch(listener, lane);
      }
      watch = audiences.join(name, listener, lane);
      Service service = watch.crowd.audience.service;
      if (service == null || service.onDemand().isEmpty()) {
        return watch; // and nothing is left to be done
      }
      long now = time.nanos();
      service.onDemand().forEach(loop -> loop.watched(now));
    }
    outbox.flush();
    return watch;
  }

  void leave(LiveWatch watch) {
    synchronized (lock) {
      audiences.leave(watch);
    }
  }

  int watching() {
    synchronized (lock) {
      return audiences.watching();
    }
  }

  /** Ends an override. The caller does not hold the lock. */
  void unpin(ServiceOverride override) {
    synchronized (lock) {
      Service service = find(override.service());
      if (service != null && service.overrides.remove(override)) {
        update(service);
      }
    }
    outbox.flush();
  }

  // Changing. The caller of what follows holds the lock, and flushes the outbox after it.

  /** Makes a service that nobody sees yet. */
  Service create(String name, boolean survivesDrain) {
    return new Service(audiences.of(name), survivesDrain, history, this);
  }

  /** Makes it known, with the status that its checks give it now. */
  void publish(Service service) {
    audiences.publish(service);
    update(service);
  }

  void remove(Service service) {
    note(service, ServingStatus.SERVICE_UNKNOWN, "removed");
    service.staleness.clear();
    service.members(List.of());
    audiences.withdraw(service);
  }

  /** Takes in a check's result, and updates the services for which it makes a difference. */
  void record(CheckState state, CheckResult result, @Nullable Duration took, boolean overruns) {
    long now = time.nanos();
    CheckResult.Outcome before = state.outcome(now);
    state.record(result, now, time.now(), took);
    if (overruns) {
      state.overruns(now);
    }
    if (state.outcome(now) != before) {
      update(state.users);
    }
    listeners.checkRan(state, now);
  }

  /** In a loop of its own: the model checker does not see locks taken within a JDK's forEach. */
  void update(Iterable<Service> services) {
    for (Service service : services) {
      update(service);
    }
  }

  void update(Service service) {
    update(service, time.nanos());
  }

  /** Has a service show what decides it now, unless it is not known yet, or not any more. */
  void update(Service service, long now) {
    if (ruling.isClosed() || service.audience.service != service) {
      return;
    }
    ServingStatus status = ruling.status(service, now);
    boolean changed = status != service.shown.status();
    if (changed) {
      note(service, status, ruling.reason(service, now));
    }
    service.show(status, now);
    if (changed) {
      service.audience.signal();
    }
  }

  private void note(Service service, ServingStatus status, String reason) {
    listeners.statusChanged(service.transition(status, reason, time.now()));
  }

  // Overruling.

  void drain(boolean drains) {
    ruling.drain(drains);
    update(services());
  }

  boolean isDraining() {
    return ruling.isDraining();
  }

  /**
   * Everything known shows NOT_SERVING from here on, and every watch is told that it is over. That
   * is said last: who sees it finds the status that stays.
   */
  void close() {
    ruling.beginToClose();
    update(services());
    services().forEach(Service::retire);
    audiences.all().forEach(Audience::signal);
    ruling.close();
  }

  boolean isClosed() {
    return ruling.isClosed();
  }

  void pin(ServiceOverride override, Service service) {
    service.overrides.addLast(override);
    update(service);
  }
}
