package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.BindableService;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** What serves, drains and closes the application's health. */
@Configuration(proxyBeanMethods = false)
class HealthBeans {

  private static final String DRAIN = "vitalsHealthDrain";

  @Bean
  AvailabilityStatuses vitalsAvailabilityStatuses(ApplicationAvailability availability) {
    return new AvailabilityStatuses(availability);
  }

  @Bean
  BindableService vitalsGrpcHealthService(Health health) {
    return GrpcHealth.of(health);
  }

  @Bean(name = DRAIN)
  HealthDrain vitalsHealthDrain(
      Health health, VitalsProperties properties, ConfigurableListableBeanFactory beans) {
    for (String server : beans.getBeanNamesForType(GrpcServerLifecycle.class, true, false)) {
      beans.registerDependentBean(server, DRAIN);
    }
    return new HealthDrain(health, properties.drain());
  }

  @Bean
  HealthClosing vitalsHealthClosing(Health health, ApplicationContext context) {
    return new HealthClosing(health, context);
  }
}
