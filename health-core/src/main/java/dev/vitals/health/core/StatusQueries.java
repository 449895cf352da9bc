package dev.vitals.health.core;

import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.util.ArrayList;
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
          if (scheduler.ask(now) && !certain && service.decides(scheduler.state)) {
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
          long now = kernel.clock.nanos();
          for (Member member : service.members()) {
            registry.refresh(member.state, now);
          }
          registry.update(service);
          report = Optional.of(service.report(now));
        }
      }
    }
    kernel.deferred.flush();
    return report;
  }
}
