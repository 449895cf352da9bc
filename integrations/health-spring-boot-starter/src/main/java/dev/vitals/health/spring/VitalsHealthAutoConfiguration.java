package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthProperties;
import org.springframework.boot.grpc.server.health.HealthCheckedGrpcComponent;
import org.springframework.boot.grpc.server.health.HealthCheckedGrpcComponents;
import org.springframework.boot.grpc.server.health.StatusMapper;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/**
 * Takes the place of Spring Boot's own gRPC health, where Boot would have it: so {@code
 * spring.grpc.server.health.enabled} keeps its meaning.
 */
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE) // so that it leaves the order of Boot's as it is
@AutoConfiguration(
    after = {
      HealthContributorRegistryAutoConfiguration.class,
      GrpcServerHealthAutoConfiguration.class
    })
@ConditionalOnBean(name = VitalsHealthAutoConfiguration.BRIDGE)
@ConditionalOnBooleanProperty(name = "vitals.health.enabled", matchIfMissing = true)
@EnableConfigurationProperties(VitalsProperties.class)
@Import(HealthBeans.class)
public final class VitalsHealthAutoConfiguration {

  /** The service of Boot's bridge. */
  static final String BRIDGE = "grpcServerHealthService";

  @Bean
  static BridgeRemoval vitalsBridgeRemoval() {
    return new BridgeRemoval(BRIDGE, "grpcServerHealthStatusManager", "grpcServerHealthScheduler");
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Health vitalsHealth(
      VitalsProperties properties,
      GrpcServerHealthProperties grpc,
      ObjectProvider<HealthContributorRegistry> contributors,
      ObjectProvider<ReactiveHealthContributorRegistry> reactive,
      ObjectProvider<HealthCheckedGrpcComponents> components,
      ObjectProvider<HealthEndpointGroups> groups,
      ObjectProvider<StatusMapper> mapper,
      AvailabilityStatuses states,
      ObjectProvider<HealthCheck> checkBeans,
      ObjectProvider<HealthBuilderCustomizer> customizers) {
    List<HealthCheck> checks = checkBeans.orderedStream().toList();
    Map<String, Indicator> indicators = new LinkedHashMap<>();
    HealthContributorRegistry registry = contributors.getIfAvailable();
    if (registry != null) {
      indicators.putAll(Indicators.all(registry, reactive.getIfAvailable(), states));
    }
    checks.forEach(check -> indicators.put("vitals/" + check.name(), new Indicator.Fixed(check)));

    HealthAssembly assembly =
        new HealthAssembly(
            indicators,
            properties,
            grpc.getSchedule().getPeriod(),
            grpc.getSchedule().isEnabled(),
            grpc.getServices().isValidateMembership());
    HealthCheckedGrpcComponents described = components.getIfAvailable();
    if (described != null) {
      add(assembly, described);
    } else if (grpc.isIncludeOverallHealth()) {
      assembly.service("", checks);
    }
    HealthEndpointGroups endpointGroups = groups.getIfAvailable();
    if (endpointGroups != null) {
      StatusMapper statuses =
          mapper.getIfUnique(() -> StatusMapper.of(grpc.getStatus().getMapping()));
      add(assembly, endpointGroups, statuses);
    }
    return assembly.start(states, customizers.orderedStream());
  }

  private static void add(HealthAssembly assembly, HealthCheckedGrpcComponents components) {
    HealthCheckedGrpcComponent server = components.getServer();
    if (server != null) {
      assembly.service("", server::isMember, Verdicts.of(server));
    }
    for (String name : components.getServiceNames()) {
      HealthCheckedGrpcComponent service = components.getService(name);
      if (service != null && !name.isEmpty()) {
        assembly.service(name, service::isMember, Verdicts.of(service));
      }
    }
  }

  private static void add(
      HealthAssembly assembly, HealthEndpointGroups groups, StatusMapper mapper) {
    for (String name : groups.getNames()) {
      HealthEndpointGroup group = groups.get(name);
      if (group != null && !assembly.has(name)) {
        assembly.service(name, group::isMember, Verdicts.of(group, mapper));
      }
    }
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
