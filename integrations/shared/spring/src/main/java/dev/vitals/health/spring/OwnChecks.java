package dev.vitals.health.spring;

import dev.vitals.health.CheckReport;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The application's own checks, its beans, as Actuator shows them. Reports are read: nothing is
 * run. Checks that run indicators are not shown, for Actuator shows those itself. Thread-safe.
 */
final class OwnChecks {

  /**
   * How a check is shown.
   *
   * @param status {@code UP}, {@code DOWN} or {@code UNKNOWN}
   * @param details in the order in which they are shown
   */
  record Shown(String status, Map<String, Object> details) {}

  private final Set<String> names;
  private final Supplier<List<ServiceReport>> reports;

  /**
   * @param names of the checks, in their order
   * @param reports all services, as they are now
   */
  OwnChecks(Set<String> names, Supplier<List<ServiceReport>> reports) {
    this.names = names;
    this.reports = reports;
  }

  /**
   * Returns those of the beans.
   *
   * @param health which needs all of Actuator's contributors, and so may not be there yet
   */
  static OwnChecks of(ObjectProvider<HealthCheck> checks, ObjectProvider<Health> health) {
    Set<String> names = new LinkedHashSet<>();
    checks.orderedStream().forEach(check -> names.add(check.name()));
    return new OwnChecks(names, () -> health.getObject().report().services());
  }

  /** Returns their names, in the order of the beans. */
  Set<String> names() {
    return names;
  }

  /** Begins a look at the checks. No report is read before the look shows one. */
  Look look() {
    return new Look();
  }

  /**
   * One look at all checks. The first that it shows reads a report, which serves the others too;
   * when one is shown again, a report is read anew. Thread-safe.
   */
  final class Look {

    private final Set<String> shown = new HashSet<>();
    private @Nullable Map<String, CheckReport> read;

    synchronized Shown show(String name) {
      boolean again = !shown.add(name);
      Map<String, CheckReport> checks = read;
      if (checks == null || again) {
        checks = read();
        read = checks;
        shown.clear();
        shown.add(name);
      }
      CheckReport check = checks.get(name);
      return check == null
          ? new Shown("UNKNOWN", Map.of("reason", "no service lists this check"))
          : shown(check);
    }

    private Map<String, CheckReport> read() {
      Map<String, CheckReport> checks = new HashMap<>();
      for (ServiceReport service : reports.get()) {
        service.checks().forEach(check -> checks.putIfAbsent(check.name(), check));
      }
      return checks;
    }
  }

  private static Shown shown(CheckReport check) {
    Map<String, Object> details = new LinkedHashMap<>();
    if (check.switchedOff() != null) {
      details.put("switchedOff", check.switchedOff());
    }
    if (!check.decided().reason().isEmpty()) {
      details.put("reason", check.decided().reason());
    }
    details.put("streak", check.streak());
    details.put("stale", check.stale());
    return new Shown(status(check), details);
  }

  private static String status(CheckReport check) {
    if (check.switchedOff() != null) {
      return "UNKNOWN";
    }
    return switch (check.verdict()) {
      case PASSING -> Answer.UP;
      case FAILING -> check.critical() ? "DOWN" : "UNKNOWN";
      case UNKNOWN -> "UNKNOWN";
    };
  }
}
