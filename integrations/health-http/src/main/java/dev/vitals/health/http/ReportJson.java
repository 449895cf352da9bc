package dev.vitals.health.http;

import dev.vitals.health.CheckReport;
import dev.vitals.health.HealthReport;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports as JSON. The names are those of the records, and of the Spring Boot starter's endpoint;
 * moments and durations are in ISO 8601; what is null is left out. Exceptions stay in the process.
 */
final class ReportJson {

  private ReportJson() {}

  /**
   * @param details whether to tell reasons, checks and transitions, which may name hosts and users
   */
  static Map<String, Object> of(HealthReport report, boolean details) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", report.at());
    json.put("draining", report.draining());
    json.put("details", details);
    json.put(
        "services",
        report.services().stream()
            .map(service -> details ? withDetails(service) : withoutDetails(service))
            .toList());
    return json;
  }

  /**
   * Returns one service's report.
   *
   * @param why null if details are not shown
   */
  static Map<String, Object> of(String service, ServingStatus status, @Nullable ServiceReport why) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("service", service);
    json.put("status", status);
    json.put("details", why != null);
    if (why != null) {
      json.putAll(withDetails(why));
    }
    return json;
  }

  private static Map<String, Object> withoutDetails(ServiceReport service) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("service", service.service());
    json.put("status", service.status());
    json.put("since", service.since());
    return json;
  }

  private static Map<String, Object> withDetails(ServiceReport service) {
    Map<String, Object> json = withoutDetails(service);
    json.putAll(why(service));
    json.put("checks", service.checks().stream().map(ReportJson::of).toList());
    return json;
  }

  /** Returns why a service has its status, but for its checks. */
  static Map<String, Object> why(ServiceReport service) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reason", service.reason());
    json.put("since", service.since());
    json.put("revision", service.revision());
    json.put("history", service.history().stream().map(ReportJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(CheckReport check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", check.name());
    json.putAll(facts(check));
    json.put("tags", check.tags());
    return json;
  }

  /** Returns what is known of a check but for its name and tags: strings, numbers and booleans. */
  static Map<String, Object> facts(CheckReport check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("critical", check.critical());
    json.put("verdict", check.verdict());
    json.put("reason", check.decided().reason());
    json.put("lastOutcome", check.last().outcome());
    json.put("lastReason", check.last().reason());
    json.put("awaitsThreshold", check.awaitsThreshold());
    json.put("streak", check.streak());
    json.put("needed", check.needed());
    putIfKnown(json, "at", check.at());
    putIfKnown(json, "age", check.age());
    putIfKnown(json, "took", check.took());
    json.put("stale", check.stale());
    putIfKnown(json, "overrun", check.overrun());
    putIfKnown(json, "switchedOff", check.switchedOff());
    putIfKnown(json, "runbook", check.runbook());
    return json;
  }

  private static void putIfKnown(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static Map<String, Object> of(Transition change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", change.from());
    json.put("to", change.to());
    json.put("reason", change.reason());
    json.put("at", change.at());
    json.put("revision", change.revision());
    return json;
  }
}
