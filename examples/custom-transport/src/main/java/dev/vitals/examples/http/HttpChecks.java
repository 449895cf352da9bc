package dev.vitals.examples.http;

import dev.vitals.health.CheckReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** A check as JSON shows it. */
final class HttpChecks {

  private HttpChecks() {}

  static Map<String, Object> json(CheckReport check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", check.name());
    json.put("verdict", check.verdict());
    json.put("critical", check.critical());
    json.put("reason", check.decided().reason());
    json.put("inARow", check.streak());
    json.put("stale", check.stale());
    if (check.age() != null) {
      json.put("ageMillis", check.age().toMillis());
    }
    if (check.took() != null) {
      json.put("tookMillis", check.took().toMillis());
    }
    return json;
  }
}
