package dev.vitals.health.core;

import dev.vitals.health.Printable;
import java.util.List;
import java.util.Set;

/**
 * No check of something that other servers depend on, too, should decide a liveness service. If it
 * fails, an orchestrator restarts all servers at once, and the restarts mend nothing.
 */
final class LivenessRule {

  /** The tag of such checks. */
  private static final String SHARED = "shared";

  /** What platforms and frameworks call the service that decides on restarts. */
  private static final Set<String> NAMES = Set.of("liveness", "livez");

  private LivenessRule() {}

  /** Whether a service counts as liveness: by its name, or what follows the last dot or slash. */
  static boolean isLiveness(String service) {
    int start = Math.max(service.lastIndexOf('.'), service.lastIndexOf('/')) + 1;
    return NAMES.contains(service.substring(start));
  }

  /** Returns the names, for a log line, of the checks in the list that break the rule. */
  static List<String> broken(String service, List<HealthCheck> list) {
    if (!isLiveness(service)) {
      return List.of();
    }
    return list.stream()
        .filter(check -> !(check instanceof OptionalCheck) && check.tags().contains(SHARED))
        .map(check -> Printable.quote(check.name()))
        .toList();
  }
}
