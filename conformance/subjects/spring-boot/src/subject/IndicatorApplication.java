package subject;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/**
 * A Spring Boot application with one gRPC service, and with a health indicator for each name that
 * was declared. Boot's own properties say which indicator decides which name.
 */
final class IndicatorApplication {

  /** How often the indicators are asked; every 5 s if it is not set. */
  private static final Duration PERIOD = Duration.ofMillis(200);

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    BindableService foo() {
      return () -> ServerServiceDefinition.builder("acme.Foo").build();
    }
  }

  private final Map<String, SteeredIndicator> indicators = new LinkedHashMap<>();
  private final AtomicInteger port = new AtomicInteger();
  private final ConfigurableApplicationContext context;

  /** Starts it with these arguments, too. */
  IndicatorApplication(Settings settings, String... arguments) {
    for (String service : settings.services()) {
      if (!service.isEmpty()) {
        indicators.put(service, new SteeredIndicator("declared" + indicators.size()));
      }
    }
    SpringApplication application = new SpringApplication(Application.class);
    application.setRegisterShutdownHook(false); // the protocol says when it ends
    application.setDefaultProperties(properties(settings));
    application.addInitializers(
        it ->
            indicators
                .values()
                .forEach(indicator -> indicator.register((GenericApplicationContext) it)));
    application.addListeners(
        (ApplicationListener<GrpcServerStartedEvent>) event -> port.set(event.getPort()));
    context = application.run(arguments);
  }

  private Map<String, Object> properties(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("spring.main.web-application-type", "none");
    properties.put("spring.main.banner-mode", "off");
    properties.put("logging.level.root", "warn");
    properties.put("spring.grpc.server.address", settings.address().getHostString());
    properties.put("spring.grpc.server.port", settings.address().getPort());
    properties.put("spring.grpc.server.health.schedule.delay", "0ms");
    properties.put("spring.grpc.server.health.schedule.period", PERIOD.toMillis() + "ms");
    // All indicators together would decide it, and nobody could set it.
    properties.put("spring.grpc.server.health.include-overall-health", false);
    indicators.forEach(
        (service, indicator) ->
            properties.put(
                "spring.grpc.server.health.service[" + service + "].include", indicator.name()));
    return properties;
  }

  int port() {
    return port.get();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** How long what an indicator says may be invisible. */
  Duration settle() {
    return PERIOD.plusMillis(300);
  }

  void set(String service, ServingStatus status) throws Refusal {
    SteeredIndicator indicator = indicators.get(service);
    if (indicator == null) {
      throw Refusal.unsupported("service: " + service + " (expected: one that was declared)");
    }
    indicator.says(status);
  }

  /** Closes it; what is left after the grace, the end of the process cuts off. */
  void stop(Duration grace) {
    CompletableFuture.runAsync(context::close)
        .completeOnTimeout(null, grace.toMillis(), MILLISECONDS)
        .join();
  }
}
