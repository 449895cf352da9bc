package subject;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.support.GenericApplicationContext;

/** An indicator that says what it was told, and UP at first. Thread-safe. */
final class SteeredIndicator implements HealthIndicator {

  private final String name;
  private volatile Status status = Status.UP;

  SteeredIndicator(String name) {
    this.name = name;
  }

  /** What Boot's properties call it. */
  String name() {
    return name;
  }

  void register(GenericApplicationContext context) {
    context.registerBean(name + "HealthIndicator", HealthIndicator.class, () -> this);
  }

  void says(ServingStatus status) {
    this.status =
        switch (status) {
          case UNKNOWN -> Status.UNKNOWN;
          case SERVING -> Status.UP;
          case NOT_SERVING -> Status.DOWN;
        };
  }

  @Override
  public Health health() {
    return Health.status(status).build();
  }
}
