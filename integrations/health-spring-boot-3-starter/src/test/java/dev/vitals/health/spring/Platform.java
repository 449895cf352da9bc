package dev.vitals.health.spring;

import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.context.ApplicationContext;

/** What the tests that all starters share say in the words of Boot 3.5 and Spring gRPC. */
final class Platform {

  /** A service that depends on the indicator {@code bar}. */
  static final String BAR = "bar";

  static final String BAR_IS_A_SERVICE =
      "spring.grpc.server.health.actuator.health-indicator-paths=first,bar";

  /** The bridge asks indicators at once, and then every 50 ms. */
  static final String[] EVERY_50_MS = {
    "spring.grpc.server.health.actuator.update-initial-delay=0ms",
    "spring.grpc.server.health.actuator.update-rate=50ms"
  };

  static final String GRACE_PERIOD = "spring.grpc.server.shutdown-grace-period=";

  /** How the jars begin that an application without Actuator does not have. */
  static final String ACTUATOR = "spring-boot-actuator-autoconfigure";

  private Platform() {}

  /** Returns the status that Actuator has at a path, such as {@code UP}. */
  static String actuator(ApplicationContext context, String... path) {
    return context.getBean(HealthEndpoint.class).healthForPath(path).getStatus().getCode();
  }
}
