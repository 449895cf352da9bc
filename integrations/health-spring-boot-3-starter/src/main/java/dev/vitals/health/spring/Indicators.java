package dev.vitals.health.spring;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.availability.LivenessStateHealthIndicator;
import org.springframework.boot.actuate.availability.ReadinessStateHealthIndicator;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;

/** Actuator's indicators. */
final class Indicators {

  private Indicators() {}

  /**
   * Finds all indicators, those in composites too, by the name that Actuator gives them: {@code
   * a/b} for a part. Its registry has reactive ones as well, which block until they have answered.
   *
   * @param states the statuses that take the place of Boot's two indicators of the application's
   *     state: those would be asked once a period, these know first
   */
  static Map<String, Indicator> all(
      HealthContributorRegistry contributors, AvailabilityStatuses states) {
    Map<String, Indicator> found = new LinkedHashMap<>();
    for (NamedContributor<HealthContributor> each : contributors) {
      add(each.getName(), each.getContributor(), states, found);
    }
    return found;
  }

  private static void add(
      String name,
      HealthContributor contributor,
      AvailabilityStatuses states,
      Map<String, Indicator> found) {
    if (contributor instanceof VitalsHealthContributor) {
      return; // Vitals' own checks, shown to Boot: to run them by way of Boot would be a loop
    }
    if (contributor instanceof CompositeHealthContributor composite) {
      for (NamedContributor<HealthContributor> part : composite) {
        add(name + '/' + part.getName(), part.getContributor(), states, found);
      }
    } else if (contributor.getClass() == LivenessStateHealthIndicator.class) {
      found.put(name, new Indicator.Fixed(states.liveness()));
    } else if (contributor.getClass() == ReadinessStateHealthIndicator.class) {
      found.put(name, new Indicator.Fixed(states.readiness()));
    } else if (contributor instanceof HealthIndicator indicator) {
      found.put(name, run(indicator));
    }
  }

  private static Indicator.Run run(HealthIndicator indicator) {
    return (name, result) ->
        ServiceCheck.blocking(
            name,
            context -> {
              Health health = indicator.health();
              return health == null
                  ? CheckResult.passing("the indicator has nothing to say")
                  : result.apply(answer(health));
            });
  }

  private static Answer answer(Health health) {
    return new Answer(
        health.getStatus().getCode(),
        health.getStatus().getDescription(),
        health.getDetails().get("error"));
  }
}
