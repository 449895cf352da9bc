package dev.vitals.health.core;

import dev.vitals.health.HealthReport;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers Checks, Lists and requests for reports. Starts on-demand checks that are due, and holds
 * no thread while they run. Thread-safe.
 */
final class StatusQueries {

  private static final int OPTIMISTIC_READS = 3;

  /** How many services and checks a report reads each time it takes the lock. */
  private static final int BATCH = 256;

  private final ServiceRegistry registry;
  private final Kernel kernel;

  /**
   * Held while a List reads a snapshot: changes note their states for one List at a time, so that a
   * change costs the same however many Lists there are.
   */
  private final Object listing = new Object();

  /** One report at a time: a change waits for one of them at most. */
  private final Object reporting = new Object();

  StatusQueries(ServiceRegistry registry) {
    this.registry = registry;
    kernel = registry.kernel;
  }

  PendingCheck check(String name, Consumer<? super ServingStatus> answer) {
    Service service = registry.find(name);
    PendingQuery pending = null;
    if (service != null && isToBeAsked(service)) {
      pending = ask(service, answer);
    }
    if (pending != null) {
      return pending;
    }
    answer.accept(service == null ? ServingStatus.SERVICE_UNKNOWN : service.visible());
    return PendingCheck.ANSWERED;
  }

  private boolean isToBeAsked(Service service) {
    List<CheckScheduler> onDemand = service.onDemand();
    if (onDemand.isEmpty()) {
      return false;
    }
    long now = kernel.clock.nanos();
    for (CheckScheduler scheduler : onDemand) {
      if (scheduler.isToBeAsked(now)) {
        return true;
      }
    }
    return false;
  }

  /** Starts the on-demand checks that are due; null unless the answer must wait for one of them. */
  private @Nullable PendingQuery ask(Service service, Consumer<? super ServingStatus> answer) {
    PendingQuery pending = null;
    synchronized (kernel.lock) {
      if (!registry.lifecycle.isClosed()) {
        long now = kernel.clock.nanos();
        boolean certain = service.isCertain(now);
        List<CheckScheduler> missing = new ArrayList<>();
        for (CheckScheduler scheduler : service.onDemand()) {
          boolean decides = service.decides(scheduler.state) && !scheduler.state.isSwitchedOff();
          if (scheduler.ask(now) && !certain && decides) {
            missing.add(scheduler);
          }
        }
        if (!missing.isEmpty()) {
          pending = new PendingQuery(registry, service, answer, missing);
          pending.await();
        }
      }
    }
    kernel.deferred.flush();
    return pending;
  }

  /** Returns all statuses as of one moment, or empty if there are more than the limit. */
  Optional<SortedMap<String, ServingStatus>> statuses(int limit) {
    if (registry.services.size() > limit) {
      return Optional.empty();
    }
    startDueChecks();
    SortedMap<String, ServingStatus> all = snapshot();
    return all.size() > limit ? Optional.empty() : Optional.of(all);
  }

  private void startDueChecks() {
    for (Service service : registry.services.values()) {
      if (isToBeAsked(service)) {
        synchronized (kernel.lock) {
          long now = kernel.clock.nanos();
          service.onDemand().forEach(scheduler -> scheduler.ask(now));
        }
        kernel.deferred.flush();
      }
    }
  }

  private SortedMap<String, ServingStatus> snapshot() {
    for (int i = 0; i < OPTIMISTIC_READS; i++) {
      long before = registry.version;
      SortedMap<String, ServingStatus> seen = new TreeMap<>();
      for (Service service : registry.services.values()) {
        seen.put(service.name(), service.visible());
      }
      if (before % 2 == 0 && before == registry.version) {
        return seen;
      }
    }
    synchronized (listing) {
      return Snapshot.begin(registry).read();
    }
  }

  Optional<ServiceReport> report(String name) {
    Optional<ServiceReport> report = Optional.empty();
    synchronized (reporting) {
      synchronized (kernel.lock) {
        Service service = registry.find(name);
        if (service != null) {
          report = Optional.of(report(service, kernel.clock.nanos()));
        }
      }
    }
    kernel.deferred.flush();
    return report;
  }

  /** Returns a service's report. The caller holds the lock. */
  private ServiceReport report(Service service, long now) {
    for (Member member : service.members()) {
      registry.refresh(member.state, now);
    }
    registry.update(service);
    return service.report(now);
  }

  /**
   * Explains all services as of one moment. Reads them in batches, so that no change waits for
   * long. If anything changes before the last batch is read, the report would show two moments, and
   * is read again; at the last attempt under the lock, all at once.
   */
  HealthReport report() {
    Batches batches;
    try {
      synchronized (reporting) {
        batches = read();
      }
    } finally {
      kernel.deferred.flush(); // not before: no foreign code runs while other reports wait
    }
    return batches.report();
  }

  private Batches read() {
    for (int i = 0; i < OPTIMISTIC_READS; i++) {
      Batches batches = new Batches();
      boolean undisturbed = batches.read(BATCH);
      while (undisturbed && batches.hasNext()) {
        undisturbed = batches.read(BATCH);
      }
      if (undisturbed) {
        return batches;
      }
    }
    synchronized (kernel.lock) {
      Batches all = new Batches();
      all.read(Integer.MAX_VALUE);
      return all;
    }
  }

  /** The reports of all services as of its creation, read in batches. Confined to its thread. */
  final class Batches {

    private final List<ServiceReport> reports = new ArrayList<>();
    private final Iterator<Service> services;
    private final boolean draining;
    private final long changes;
    private final long now;
    private final Instant at;

    Batches() {
      synchronized (kernel.lock) {
        services = registry.services.values().iterator();
        draining = registry.lifecycle.isDraining();
        changes = registry.changes();
        now = kernel.clock.nanos();
        at = kernel.time.now();
      }
    }

    /**
     * Reads until it has so many services and checks; false if anything has changed since this was
     * created. To update what a service shows is a change, too.
     */
    boolean read(int size) {
      synchronized (kernel.lock) {
        for (int count = 0; services.hasNext() && count < size; ) {
          Service service = services.next();
          reports.add(StatusQueries.this.report(service, now));
          count += 1 + service.members().size();
        }
        return changes == registry.changes();
      }
    }

    boolean hasNext() {
      return services.hasNext();
    }

    HealthReport report() {
      reports.sort(Comparator.comparing(ServiceReport::service));
      return new HealthReport(at, draining, reports);
    }
  }
}
