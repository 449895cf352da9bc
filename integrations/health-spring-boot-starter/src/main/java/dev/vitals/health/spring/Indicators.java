package dev.vitals.health.spring;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.application.LivenessStateHealthIndicator;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthContributors;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;

/** Boot's indicators. */
final class Indicators {

  private Indicators() {}

  /**
   * Finds all indicators, those in composites too, by the name that Boot gives them: {@code a/b}
   * for a part. Of two with one name the blocking one counts, as in Boot.
   *
   * @param states the statuses that take the place of Boot's two indicators of the application's
   *     state: those would be asked once a period, these know first
   */
  static Map<String, Indicator> all(
      HealthContributors contributors,
      @Nullable ReactiveHealthContributors reactive,
      AvailabilityStatuses states) {
    Map<String, Indicator> found = new LinkedHashMap<>();
    contributors.stream().forEach(entry -> add(entry.name(), entry.contributor(), states, found));
    if (reactive != null) {
      Reactive.addAll("", reactive, found);
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
      composite.stream()
          .forEach(part -> add(name + '/' + part.name(), part.contributor(), states, found));
    } else if (contributor.getClass() == LivenessStateHealthIndicator.class) {
      found.putIfAbsent(name, new Indicator.Fixed(states.liveness()));
    } else if (contributor.getClass() == ReadinessStateHealthIndicator.class) {
      found.putIfAbsent(name, new Indicator.Fixed(states.readiness()));
    } else if (contributor instanceof HealthIndicator indicator) {
      found.putIfAbsent(name, blocking(indicator));
    }
  }

  private static Indicator.Run blocking(HealthIndicator indicator) {
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

  /** Apart, because the classes it names are there only where Reactor is. */
  private static final class Reactive {

    static void addAll(
        String prefix, ReactiveHealthContributors contributors, Map<String, Indicator> found) {
      contributors.stream()
          .forEach(
              entry -> {
                String name = prefix + entry.name();
                if (entry.contributor() instanceof CompositeReactiveHealthContributor composite) {
                  addAll(name + '/', composite, found);
                } else if (entry.contributor() instanceof ReactiveHealthIndicator indicator) {
                  found.putIfAbsent(name, reactive(indicator));
                }
              });
    }

    private static Indicator.Run reactive(ReactiveHealthIndicator indicator) {
      // Cancelling the future, at the timeout, cancels the subscription.
      return (name, result) ->
          ServiceCheck.async(
              name, context -> indicator.health().map(Indicators::answer).map(result).toFuture());
    }
  }
}
