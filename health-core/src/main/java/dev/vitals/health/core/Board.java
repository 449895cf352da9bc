package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.WatchRefusedException.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
   *   1. A name has an audience if and only if it is known or watched.
   *   2. A service's `shown` equals decide(service) as of its last update, and every change to what
   *      decide reads updates it under the same lock. Time alone can make it stale; then `expiry`
   *      has passed and the reader updates it.
   *   3. A change of `shown.status` is noted (history, listeners) and signalled under the same lock.
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

  private final Limits limits;
  private final Map<String, Audience> audiences =
      new ConcurrentHashMap<>(); // written under the lock
  private final List<ListenerQueue> listeners = new ArrayList<>();
  private int known;
  private int watching;
  private volatile boolean draining; // written under the lock, as is the next
  private volatile boolean closed;

  /** How much a caller may take. */
  record Limits(int nameBytes, int openWatches, int unknownNames, int history) {}

  Board(
      HealthTime time, Executor checker, Executor notifier, DoubleSupplier random, Limits limits) {
    this.time = time;
    this.checker = checker;
    this.notifier = notifier;
    this.random = random;
    this.limits = limits;
  }

  void listen(Collection<HealthListener> told) {
    told.forEach(listener -> listeners.add(new ListenerQueue(listener, this)));
  }

  // Reading.

  ServingStatus status(String name) {
    Service service = find(name);
    return service == null ? ServingStatus.SERVICE_UNKNOWN : statusOf(service);
  }

  @Nullable Service find(String name) {
    Audience audience = audiences.get(name);
    return audience == null ? null : audience.service;
  }

  ServingStatus statusOf(Service service) {
    Service.Shown shown = service.shown;
    if (shown.expires() && time.nanos() - shown.expiry() >= 0) {
      synchronized (lock) {
        update(service);
      }
      outbox.flush();
      return service.shown.status();
    }
    return shown.status();
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
      missing = service.onDemand().stream().filter(loop -> loop.ask(now)).toList();
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
      for (Audience audience : audiences.values()) {
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
    int bytes = Require.utf8Length(name);
    if (bytes < 0 || bytes > limits.nameBytes()) {
      throw new WatchRefusedException(
          Limit.NAME_LENGTH, "service name: longer than " + limits.nameBytes() + " bytes");
    }
    LiveWatch watch;
    synchronized (lock) {
      Audience audience = audiences.get(name);
      if (closed) { // over before it began: one last status, then nothing
        return new LiveWatch(audience == null ? new Audience(name, this) : audience, listener);
      }
      refuseTooMany(audience == null);
      if (audience == null) {
        audience = new Audience(name, this);
        audiences.put(name, audience);
      }
      watch = new LiveWatch(audience, listener);
      audience.join(watch);
      watching++;
      Service service = audience.service;
      if (service != null) {
        long now = time.nanos();
        service.onDemand().forEach(loop -> loop.watched(now));
      }
    }
    outbox.flush();
    return watch;
  }

  private void refuseTooMany(boolean newName) {
    if (watching >= limits.openWatches()) {
      throw new WatchRefusedException(Limit.OPEN_WATCHES, "too many open watches");
    }
    if (newName && audiences.size() - known >= limits.unknownNames()) {
      throw new WatchRefusedException(Limit.UNKNOWN_NAMES, "too many unknown names are watched");
    }
  }

  void leave(LiveWatch watch) {
    synchronized (lock) {
      if (watch.audience.leave(watch)) {
        watching--;
        forgetIfUnused(watch.audience);
      }
    }
  }

  private void forgetIfUnused(Audience audience) {
    if (audience.service == null && audience.isEmpty()) {
      audiences.remove(audience.name, audience);
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

  int watching() {
    synchronized (lock) {
      return watching;
    }
  }

  int names() {
    return audiences.size();
  }

  // Changing. The caller of what follows holds the lock, and flushes the outbox after it.

  /** Makes a service that nobody sees yet. */
  Service create(String name, boolean survivesDrain) {
    Audience audience = audiences.computeIfAbsent(name, unknown -> new Audience(unknown, this));
    return new Service(audience, survivesDrain, limits.history(), this);
  }

  /** Makes it known, with the status that its checks give it now. */
  void publish(Service service) {
    update(service);
    service.audience.service = service;
    known++;
  }

  void remove(Service service) {
    note(service, ServingStatus.SERVICE_UNKNOWN, "removed");
    service.staleness.clear();
    service.members(List.of());
    service.audience.service = null;
    known--;
    service.audience.signal();
    forgetIfUnused(service.audience);
  }

  /** Takes in a check's result, and updates the services for which it makes a difference. */
  void record(CheckState state, CheckResult result, @Nullable Duration took) {
    long now = time.nanos();
    CheckResult.Outcome before = state.outcome(now);
    state.record(result, now, time.now(), took);
    if (state.outcome(now) != before) {
      state.users.forEach(this::update);
    }
    if (listeners.size() > 1) { // the first one logs transitions only
      boolean critical = state.users.stream().anyMatch(user -> user.decides(state));
      var report = state.report(critical, now);
      listeners.forEach(queue -> queue.add(listener -> listener.checkRan(report)));
    }
  }

  void update(Service service) {
    long now = time.nanos();
    ServingStatus status = decide(service, now);
    if (status != service.shown.status()) {
      note(service, status, reason(service, now));
      service.show(status, now);
      service.audience.signal();
    } else {
      service.show(status, now);
    }
  }

  private void note(Service service, ServingStatus status, String reason) {
    Transition transition = service.transition(status, reason, time.now());
    listeners.forEach(queue -> queue.add(listener -> listener.statusChanged(transition)));
  }

  private ServingStatus decide(Service service, long now) {
    if (closed || (draining && !service.survivesDrain)) {
      return ServingStatus.NOT_SERVING;
    }
    ServiceOverride override = service.overrides.peekLast();
    return override != null ? override.status() : service.aggregate(now);
  }

  private String reason(Service service, long now) {
    if (closed) {
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

  /** Everything known shows NOT_SERVING from here on, and every watch is told that it is over. */
  void close() {
    closed = true;
    outbox.close();
    updateAll();
    for (Audience audience : audiences.values()) {
      audience.signal();
      Service service = audience.service;
      if (service != null) {
        service.staleness.clear();
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  private void updateAll() {
    for (Audience audience : audiences.values()) {
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
