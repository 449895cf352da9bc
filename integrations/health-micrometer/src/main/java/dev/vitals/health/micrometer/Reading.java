package dev.vitals.health.micrometer;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.HealthReport;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the meters show: the services and checks of a report by their tags, as of one moment.
 * Immutable.
 *
 * @param at when the report was taken, by the registry's monotonic clock
 * @param draining whether a drain is on
 */
record Reading(
    long at,
    boolean draining,
    Map<String, ServiceReport> services,
    Map<String, CheckReport> checks) {

  /** Stands for {@code ""} in tags: some monitoring systems drop empty ones. */
  static final String OVERALL = "(overall)";

  static final Reading NOTHING = new Reading(0, false, Map.of(), Map.of());

  static Reading of(HealthReport report, long at) {
    Map<String, ServiceReport> services = new LinkedHashMap<>();
    Map<String, CheckReport> checks = new LinkedHashMap<>();
    for (ServiceReport service : report.services()) { // "" comes first, and so keeps its tag
      services.putIfAbsent(service.service().isEmpty() ? OVERALL : service.service(), service);
      service.checks().forEach(check -> checks.putIfAbsent(check.name(), check));
    }
    return new Reading(at, report.draining(), services, checks);
  }

  /** Returns 1 if the service has this status, else 0. */
  double is(String service, ServingStatus status) {
    ServiceReport report = services.get(service);
    return report != null && report.status() == status ? 1 : 0;
  }

  /** Returns how often the service's status has changed. */
  double transitions(String service) {
    ServiceReport report = services.get(service);
    return report == null ? 0 : report.revision();
  }

  /** Returns 1 if the check's result is not stale and has this outcome, else 0. */
  double is(String check, Outcome outcome) {
    CheckReport report = checks.get(check);
    return report != null && !report.stale() && report.verdict() == outcome ? 1 : 0;
  }

  double isStale(String check) {
    CheckReport report = checks.get(check);
    return report != null && report.stale() ? 1 : 0;
  }

  double isSwitchedOff(String check) {
    CheckReport report = checks.get(check);
    return report != null && report.switchedOff() != null ? 1 : 0;
  }

  /** Returns how old the check's last result is now, in nanoseconds; NaN if there is none. */
  double ageNanos(String check, long now) {
    CheckReport report = checks.get(check);
    return report == null || report.age() == null
        ? Double.NaN
        : (double) report.age().toNanos() + (now - at);
  }
}
