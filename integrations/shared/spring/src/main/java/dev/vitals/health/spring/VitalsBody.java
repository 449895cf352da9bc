package dev.vitals.health.spring;

import dev.vitals.health.CheckReport;
import dev.vitals.health.HealthReport;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.Transition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint answers: the same names as those of health-http. Exceptions stay in the
 * process.
 *
 * @param at the moment, by the wall clock
 * @param draining whether a drain is on
 * @param services each service, {@code ""} first
 */
record VitalsBody(Instant at, boolean draining, List<Service> services)
    implements OperationResponseBody {

  /** A service. All but its name, status and since when is null for whoever may not see details. */
  record Service(
      String service,
      String status,
      Instant since,
      @Nullable String reason,
      @Nullable Long revision,
      @Nullable List<Check> checks,
      @Nullable List<Change> history) {}

  /** A check of a service. */
  record Check(
      String name,
      boolean critical,
      String verdict,
      String reason,
      String lastOutcome,
      String lastReason,
      boolean awaitsThreshold,
      int streak,
      int needed,
      @Nullable Instant at,
      @Nullable Duration age,
      @Nullable Duration took,
      boolean stale,
      @Nullable Duration overrun,
      @Nullable String switchedOff,
      Set<String> tags,
      @Nullable URI runbook) {}

  /** A transition of a service. */
  record Change(String from, String to, String reason, Instant at, long revision) {}

  static VitalsBody of(HealthReport report, boolean details) {
    return new VitalsBody(
        report.at(),
        report.draining(),
        report.services().stream().map(service -> of(service, details)).toList());
  }

  private static Service of(ServiceReport service, boolean details) {
    return new Service(
        service.service(),
        service.status().name(),
        service.since(),
        details ? service.reason() : null,
        details ? service.revision() : null,
        details ? service.checks().stream().map(VitalsBody::of).toList() : null,
        details ? service.history().stream().map(VitalsBody::of).toList() : null);
  }

  private static Check of(CheckReport check) {
    return new Check(
        check.name(),
        check.critical(),
        check.verdict().name(),
        check.decided().reason(),
        check.last().outcome().name(),
        check.last().reason(),
        check.awaitsThreshold(),
        check.streak(),
        check.needed(),
        check.at(),
        check.age(),
        check.took(),
        check.stale(),
        check.overrun(),
        check.switchedOff(),
        check.tags(),
        check.runbook());
  }

  private static Change of(Transition change) {
    return new Change(
        change.from().name(), change.to().name(), change.reason(), change.at(), change.revision());
  }
}
