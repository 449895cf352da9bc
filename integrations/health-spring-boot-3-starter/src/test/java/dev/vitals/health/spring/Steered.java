package dev.vitals.health.spring;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** An indicator that does what a test says. */
final class Steered extends Steering implements HealthIndicator {

  @Override
  public Health health() {
    Answer answer = ask();
    Health.Builder health = Health.status(answer.status());
    return answer.error() == null
        ? health.build()
        : health.withDetail("error", answer.error()).build();
  }
}
