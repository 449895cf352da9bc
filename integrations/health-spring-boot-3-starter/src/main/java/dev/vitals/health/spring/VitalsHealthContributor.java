package dev.vitals.health.spring;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;

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

  /** Actuator begins an iteration for each answer, which so shows one moment. */
  @Override
  public Iterator<NamedContributor<HealthContributor>> iterator() {
    OwnChecks.Look look = checks.look();
    return checks.names().stream()
        .map(name -> NamedContributor.of(name, (HealthContributor) indicator(look, name)))
        .iterator();
  }

  private static HealthIndicator indicator(OwnChecks.Look look, String name) {
    return () -> {
      OwnChecks.Shown shown = look.show(name);
      return Health.status(shown.status()).withDetails(shown.details()).build();
    };
  }
}
