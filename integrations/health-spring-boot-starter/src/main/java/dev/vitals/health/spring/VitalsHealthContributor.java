package dev.vitals.health.spring;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The application's own checks, shown to Actuator as {@code vitals/NAME}. */
final class VitalsHealthContributor implements CompositeHealthContributor {

  private final OwnChecks checks;

  VitalsHealthContributor(OwnChecks checks) {
    this.checks = checks;
  }

  @Override
  public @Nullable HealthContributor getContributor(String name) {
    return checks.names().contains(name) ? indicator(checks.look(), name) : null;
  }

  /** Actuator begins a stream for each answer, which so shows one moment. */
  @Override
  public Stream<Entry> stream() {
    OwnChecks.Look look = checks.look();
    return checks.names().stream().map(name -> new Entry(name, indicator(look, name)));
  }

  private static HealthIndicator indicator(OwnChecks.Look look, String name) {
    return () -> {
      OwnChecks.Shown shown = look.show(name);
      return Health.status(shown.status()).withDetails(shown.details()).build();
    };
  }
}
