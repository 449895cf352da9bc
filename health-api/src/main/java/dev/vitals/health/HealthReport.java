package dev.vitals.health;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/**
 * Every known service, and why it has its status, as of one moment. Immutable.
 *
 * @param at the moment, by the wall clock
 * @param draining whether a drain is on
 * @param services one report per known service, sorted by name; {@code ""} comes first
 */
public record HealthReport(Instant at, boolean draining, List<ServiceReport> services) {

  /** Copies the list. */
  public HealthReport {
    services = List.copyOf(services);
  }

  /**
   * Returns a summary for people: a line with the moment, and the summary of each service, those
   * that do not serve first. Safe to print.
   */
  public String describe() {
    return "as of "
        + at.truncatedTo(ChronoUnit.MILLIS)
        + (draining ? ", draining" : "")
        + services.stream()
            .sorted(Comparator.comparing(HealthReport::urgency))
            .map(ServiceReport::describe)
            .collect(joining("\n", "\n", ""));
  }

  private static int urgency(ServiceReport service) {
    return switch (service.status()) {
      case NOT_SERVING -> 0;
      case UNKNOWN -> 1;
      default -> 2;
    };
  }
}
