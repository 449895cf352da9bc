package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which names are known, what they show, and who watches: the one place where a status changes.
 *
 * <p>Thread-safe. Asking for a status takes no lock and allocates nothing.
 */
final class Board {

  /*
   * One lock guards everything here and in the objects that belong to it. It is held for short,
   * bounded work on our own data, never while foreign code runs: that goes to the outbox, which is
   * flushed after the lock is left. So it cannot deadlock, and nobody waits for a slow watcher.
   *
   * Invariants
   *   1. A service's `shown` equals decide(service) as of its last update, and every change to what
   *      decide reads updates it under the same lock. Time alone can make it stale; then `expiry`
   *      has passed and the reader updates it.
   *   2. A change of `shown.status` is noted (history, listeners) and signalled under the same lock.
   *
   * No change is missed. A watch joins, and a change signals, under the lock. If the change comes
   * first, the first poll reads it. If the watch comes first, the walk that the change starts, or
   * has begin again, finds it after the write; its next poll reads that status or a newer one.
   */
  final Object lock = new Object();
  final Outbox outbox = new Outbox(lock);
  final HealthTime time;
  final Executor checker;
  final Executor notifier;
  final DoubleSupplier random;

  private final Audiences audiences;
  private final Listeners listeners;
  private final int history;
  private volatile boolean draining; // written under the lock, as are the next two
  private volatile boolean closed;
  private boolean closing; // guarded by the lock: what is shown is about to be closed

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
      if (service.audience.service == service) { // else it was removed meanwhile
        update(service);
        status = service.shown.status();
      }
    }
    outbox.flush();
    return status;
  }

  void check(String name, Consumer<? super ServingStatus> answer) {
    Service service = find(name);
    if (service == null || service.onDemand().isEmpty() || !asked(service, name, answer)) {
      answer.accept(status(name));
    }
  }

  /** Starts the on-demand checks that are due; true if the answer has to wait for any. */
  private boolean asked(Service service, String name, Consumer<? super ServingStatus> answer) {
    List<CheckLoop> missing;
    synchronized (lock) {
      long now = time.nanos();
      boolean certain = isCertain(service, now);
      missing =
          service.onDemand().stream()
              .filter(loop -> loop.ask(now) && !certain && service.decides(loop.state))
              .toList();
      if (!missing.isEmpty()) {
        new Waiter(this, name, answer, missing).await();
      }
    }
    outbox.flush();
    return !missing.isEmpty();
  }

  SortedMap<String, ServingStatus> statuses() {
    SortedMap<String, ServingStatus> statuses = new TreeMap<>();
    synchronized (lock) {
      long now = time.nanos();
      for (Audience audience : audiences.all()) {
        Service service = audience.service;
        if (service != null) {
          service.onDemand().forEach(loop -> loop.ask(now));
          if (service.shown.expires() && now - service.shown.expiry() >= 0) {
            update(service);
          }
          statuses.put(audience.name, service.shown.status());
        }
      }
    }
    outbox.flush();
    return statuses;
  }

  Optional<ServiceReport> report(String name) {
    Optional<ServiceReport> report = Optional.empty();
    synchronized (lock) {
      Service service = find(name);
      if (service != null) {
        update(service);
        long now = time.nanos();
        report = Optional.of(service.report(reason(service, now), now));
      }
    }
    outbox.flush();
    return report;
  }

  // Watching.

  Watch watch(String name, WatchListener listener) {
    audiences.refuseTooLong(name);
    LiveWatch watch;
    synchronized (lock) {
      if (closed) { // over before it began: one last status, then nothing
        Audience audience = audiences.find(name);
        return new LiveWatch(audience == null ? new Audience(name, this) : audience, listener);
      }
      watch = audiences.join(name, listener);
      Service service = watch.audience.service;
      if (service != null) {
        long now = time.nanos();
        service.onDemand().forEach(loop -> loop.watched(now));
      }
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
    update(service);
    audiences.publish(service);
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
      state.users.forEach(this::update);
    }
    listeners.checkRan(state, now);
  }

  void update(Service service) {
    if (closed) {
      return; // nothing changes any more
    }
    long now = time.nanos();
    ServingStatus status = decide(service, now);
    boolean changed = status != service.shown.status();
    if (changed) {
      note(service, status, reason(service, now));
    }
    service.show(status, now);
    if (changed) {
      service.audience.signal();
    }
  }

  private void note(Service service, ServingStatus status, String reason) {
    listeners.statusChanged(service.transition(status, reason, time.now()));
  }

  /** Whether the status will be the same whatever a check finds that has no result yet. */
  private boolean isCertain(Service service, long now) {
    return !service.overrides.isEmpty() || decide(service, now) == ServingStatus.NOT_SERVING;
  }

  private ServingStatus decide(Service service, long now) {
    if (closing || (draining && !service.survivesDrain)) {
      return ServingStatus.NOT_SERVING;
    }
    ServiceOverride override = service.overrides.peekLast();
    return override != null ? override.status() : service.aggregate(now);
  }

  private String reason(Service service, long now) {
    if (closing) {
      return "health is closed";
    }
    if (draining && !service.survivesDrain) {
      return "draining";
    }
    ServiceOverride override = service.overrides.peekLast();
    return override != null ? "override: " + override.reason() : service.explain(now);
  }

  // Overruling.

  void drain(boolean drains) {
    draining = drains;
    updateAll();
  }

  boolean isDraining() {
    return draining;
  }

  /**
   * Everything known shows NOT_SERVING from here on, and every watch is told that it is over. That
   * is said last: who sees it finds the status that stays.
   */
  void close() {
    closing = true;
    updateAll();
    for (Audience audience : audiences.all()) {
      audience.signal();
      Service service = audience.service;
      if (service != null) {
        service.retire();
      }
    }
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  private void updateAll() {
    for (Audience audience : audiences.all()) {
      Service service = audience.service;
      if (service != null) {
        update(service);
      }
    }
  }

  void pin(ServiceOverride override, Service service) {
    service.overrides.addLast(override);
    update(service);
  }
}
