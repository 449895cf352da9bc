package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthEndpointGroups;
import org.springframework.boot.actuate.health.StatusAggregator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.grpc.autoconfigure.server.GrpcServerProperties;
import org.springframework.grpc.autoconfigure.server.health.GrpcServerHealthAutoConfiguration;

/**
 * Takes the place of Spring gRPC's own health, where that would be: so {@code
 * spring.grpc.server.health.enabled} keeps its meaning.
 */
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE) // so that it leaves the order of Boot's as it is
@AutoConfiguration(
    after = GrpcServerHealthAutoConfiguration.class,
    afterName =
        "org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration")
@ConditionalOnBean(name = VitalsHealthAutoConfiguration.BRIDGE)
@ConditionalOnBooleanProperty(name = "vitals.health.enabled", matchIfMissing = true)
@EnableConfigurationProperties({VitalsProperties.class, GrpcServerProperties.class})
@Import(HealthBeans.class)
public final class VitalsHealthAutoConfiguration {

  /** The service of Spring gRPC's bridge. */
  static final String BRIDGE = "grpcHealthService";

  @Bean
  static BridgeRemoval vitalsBridgeRemoval() {
    return new BridgeRemoval(
        BRIDGE, "healthStatusManager", "healthAdapter", "healthAdapterInvoker");
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Health vitalsHealth(
      VitalsProperties properties,
      GrpcServerProperties grpc,
      ObjectProvider<HealthContributorRegistry> contributors,
      ObjectProvider<HealthEndpointGroups> groups,
      ObjectProvider<StatusAggregator> order,
      AvailabilityStatuses states,
      ObjectProvider<HealthCheck> checkBeans,
      ObjectProvider<HealthBuilderCustomizer> customizers) {
    GrpcServerProperties.ActuatorAdapt bridge = grpc.getHealth().getActuator();
    List<HealthCheck> checks = checkBeans.orderedStream().toList();
    Map<String, Indicator> indicators = new LinkedHashMap<>();
    HealthContributorRegistry registry = contributors.getIfAvailable();
    if (registry != null && bridge.getEnabled()) {
      indicators.putAll(Indicators.all(registry, states));
    }
    checks.forEach(check -> indicators.put("vitals/" + check.name(), new Indicator.Fixed(check)));

    HealthAssembly assembly =
        new HealthAssembly(indicators, properties, bridge.getUpdateRate(), true, true);
    PathServices services =
        new PathServices(
            assembly,
            indicators.keySet(),
            groups.getIfAvailable(),
            order.getIfUnique(StatusAggregator::getDefault));
    if (bridge.getEnabled()) {
      services.add(bridge.getHealthIndicatorPaths(), bridge.getUpdateOverallHealth());
    } else {
      assembly.service("", checks);
    }
    return assembly.start(states, customizers.orderedStream());
  }

  /** Shows the application's own checks to Actuator. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(HealthCheck.class)
  @ConditionalOnEnabledHealthIndicator("vitals")
  static class InActuator {

    @Bean
    HealthContributor vitalsHealthContributor(
        ObjectProvider<HealthCheck> checks, ObjectProvider<Health> health) {
      return new VitalsHealthContributor(OwnChecks.of(checks, health));
    }
  }
}
