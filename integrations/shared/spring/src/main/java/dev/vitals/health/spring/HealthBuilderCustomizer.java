package dev.vitals.health.spring;

import dev.vitals.health.core.HealthBuilder;

/**
 * Adds to the health of the application before it starts. Beans of this type are called once each,
 * in their order, after the services of the configuration have been added. {@code ""} has its
 * checks by then; what else is to decide it is a bean of type {@code ServiceCheck} or {@code
 * ServiceStatus}.
 *
 * <pre>{@code
 * @Bean
 * HealthBuilderCustomizer history() {
 *   return builder -> builder.history(64).service("acme.Batch", nightlyRun);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface HealthBuilderCustomizer {

  /**
   * Changes the builder, which starts when all customizers have returned.
   *
   * @throws IllegalArgumentException as the builder does, for a service that is there already, say
   */
  void customize(HealthBuilder builder);
}
