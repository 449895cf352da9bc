package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Adds the endpoint {@code vitals} to Actuator. */
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE) // so that it leaves the order of Boot's as it is
@AutoConfiguration(
    after = {VitalsHealthAutoConfiguration.class, HealthEndpointAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Health.class)
@ConditionalOnAvailableEndpoint(VitalsEndpoint.class)
public final class VitalsEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  VitalsEndpoint vitalsEndpoint(Health health) {
    return new VitalsEndpoint(health);
  }

  @Bean
  @ConditionalOnMissingBean
  VitalsEndpointWebExtension vitalsEndpointWebExtension(
      VitalsEndpoint endpoint, ObjectProvider<HealthEndpointGroups> groups) {
    HealthEndpointGroups health = groups.getIfAvailable();
    return new VitalsEndpointWebExtension(
        endpoint, security -> health != null && health.getPrimary().showDetails(security));
  }
}
