package dev.vitals.examples.springboot;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** An indicator as Boot's users write them: without a timeout. */
class DependencyHealthIndicator extends AbstractHealthIndicator {

  private final Dependency dependency;

  DependencyHealthIndicator(Dependency dependency) {
    this.dependency = dependency;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) throws Exception {
    if (dependency.ping()) {
      builder.up();
    } else {
      builder.down().withDetail("error", "no answer");
    }
  }
}
