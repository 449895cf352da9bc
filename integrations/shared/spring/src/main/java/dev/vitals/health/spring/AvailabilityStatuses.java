package dev.vitals.health.spring;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceStatus;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

/** The application's liveness and readiness as statuses, set when they change. Thread-safe. */
final class AvailabilityStatuses implements ApplicationListener<AvailabilityChangeEvent<?>> {

  private final ServiceStatus liveness =
      ServiceStatus.builder("livenessState").tags("local").build();
  private final ServiceStatus readiness =
      ServiceStatus.builder("readinessState").tags("local").build();

  AvailabilityStatuses(ApplicationAvailability availability) {
    set(availability.getLivenessState());
    set(availability.getReadinessState());
  }

  ServiceStatus liveness() {
    return liveness;
  }

  ServiceStatus readiness() {
    return readiness;
  }

  // The event's own state, since the bean that keeps the states may hear of it after this one.
  @Override
  public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
    set(event.getState());
  }

  private void set(AvailabilityState state) {
    if (state instanceof LivenessState) {
      liveness.set(result(state, LivenessState.CORRECT));
    } else if (state instanceof ReadinessState) {
      readiness.set(result(state, ReadinessState.ACCEPTING_TRAFFIC));
    }
  }

  private static CheckResult result(AvailabilityState state, AvailabilityState good) {
    return state == good ? CheckResult.passing() : CheckResult.failing(state.toString());
  }
}
