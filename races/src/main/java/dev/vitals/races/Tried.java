package dev.vitals.races;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ManualTime;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A health without threads of its own, of which millions are made. */
final class Tried {

  /** Millions of healths have millions of first lines to log. Held, since loggers are not. */
  private static final Logger LOG = Logger.getLogger("dev.vitals");

  static {
    LOG.setLevel(Level.OFF);
  }

  private Tried() {}

  static Health health(HealthCheck... checks) {
    return Health.builder()
        .time(new ManualTime())
        .checkExecutor(Runnable::run)
        .notifyExecutor(Runnable::run)
        .history(0)
        .overall()
        .service("a", checks)
        .service("b")
        .start();
  }

  /** A short name of a status, for a table. */
  static String name(@Nullable ServingStatus status) {
    return status == null ? "-" : status.name();
  }
}
