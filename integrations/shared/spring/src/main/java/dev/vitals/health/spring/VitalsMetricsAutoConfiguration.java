package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import dev.vitals.health.micrometer.HealthMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Adds the meters of {@code health-micrometer}, where that is on the class path. Boot binds them to
 * each registry of the application, as it does with every bean of their type.
 */
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE) // so that it leaves the order of Boot's as it is
@AutoConfiguration(after = VitalsHealthAutoConfiguration.class)
@ConditionalOnClass({HealthMetrics.class, MeterRegistry.class})
@ConditionalOnBean(Health.class)
public final class VitalsMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  HealthMetrics vitalsHealthMetrics(Health health) {
    return HealthMetrics.of(health);
  }
}
