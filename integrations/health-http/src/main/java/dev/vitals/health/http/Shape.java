package dev.vitals.health.http;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.Printable;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a response tells a service's status. */
enum Shape {
  /** A line, or a report as operators read it. */
  TEXT("text/plain; charset=utf-8") {
    @Override
    String body(String service, ServingStatus status, @Nullable ServiceReport why) {
      return (why == null ? Printable.quote(service) + ' ' + status : why.describe()) + '\n';
    }
  },

  /** Spring Boot Actuator's: {@code status}, {@code components}, {@code details}. */
  ACTUATOR("application/json") {
    @Override
    String body(String service, ServingStatus status, @Nullable ServiceReport why) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("status", actuator(status));
      if (why != null) {
        json.put("details", ReportJson.why(why));
        Map<String, Object> components = new LinkedHashMap<>();
        why.checks().forEach(check -> components.put(check.name(), component(check)));
        json.put("components", components);
      }
      return Json.of(json);
    }
  },

  /**
   * Our own, in the words of gRPC: what the overview tells of a service, see {@link ReportJson}.
   */
  VITALS("application/vnd.vitals.health+json") {
    @Override
    String body(String service, ServingStatus status, @Nullable ServiceReport why) {
      return Json.of(ReportJson.of(service, status, why));
    }
  },

  /** MicroProfile Health's: {@code status}, {@code checks}, each with {@code data}. */
  MICROPROFILE("application/json") {
    @Override
    String body(String service, ServingStatus status, @Nullable ServiceReport why) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("status", upOrDown(status == ServingStatus.SERVING));
      json.put(
          "checks", why == null ? List.of() : why.checks().stream().map(Shape::check).toList());
      if (why != null) {
        json.putAll(ReportJson.why(why)); // beyond the specification, which allows it
      }
      return Json.of(json);
    }
  };

  private final String mediaType;

  Shape(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  /**
   * Returns the body of a response.
   *
   * @param why null if details are not shown
   */
  abstract String body(String service, ServingStatus status, @Nullable ServiceReport why);

  private static String actuator(ServingStatus status) {
    return status == ServingStatus.UNKNOWN ? "UNKNOWN" : upOrDown(status == ServingStatus.SERVING);
  }

  private static Map<String, Object> component(CheckReport check) {
    Map<String, Object> details = new LinkedHashMap<>(ReportJson.facts(check));
    details.put("tags", check.tags());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "status",
        check.verdict() == Outcome.UNKNOWN
            ? "UNKNOWN"
            : upOrDown(check.verdict() == Outcome.PASSING));
    json.put("details", details);
    return json;
  }

  private static Map<String, Object> check(CheckReport check) {
    Map<String, Object> data = new LinkedHashMap<>(ReportJson.facts(check));
    data.put("tags", String.join(", ", check.tags())); // it may hold no lists
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", check.name());
    json.put("status", upOrDown(check.verdict() == Outcome.PASSING));
    json.put("data", data);
    return json;
  }

  private static String upOrDown(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
