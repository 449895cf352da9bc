package subject;

import dev.vitals.health.core.Health;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/** A Spring Boot application with nothing but the starter added, as a subject. */
final class SpringBoot implements Subject {

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    BindableService foo() {
      return () -> ServerServiceDefinition.builder("acme.Foo").build();
    }
  }

  private final ConfigurableApplicationContext context;
  private final Health health;
  private final AtomicInteger port = new AtomicInteger();

  private SpringBoot(Settings settings) {
    SpringApplication application = new SpringApplication(Application.class);
    application.addListeners(
        (ApplicationListener<GrpcServerStartedEvent>) event -> port.set(event.getPort()));
    context =
        application.run(
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off",
            "--spring.grpc.server.port=" + settings.address().getPort(),
            // The overall status could not be set if indicators decided it. On 4.1, and on 3.5:
            "--spring.grpc.server.health.include-overall-health=false",
            "--spring.grpc.server.health.actuator.update-overall-health=false",
            "--vitals.health.drain=0s");
    health = context.getBean(Health.class);
  }

  public static void main(String[] arguments) {
    Protocol.run(SpringBoot::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "vitals on Spring Boot",
        SpringBootVersion.getVersion(),
        port.get(),
        List.of("set", "clear", "shutdown", "resume", "flap", "stats"),
        List.of("Check", "List", "Watch"));
  }

  /** Two services follow the state that the application publishes. */
  @Override
  public void set(String service, ServingStatus status) throws Refusal {
    switch (service) {
      case "liveness" -> publish(status, LivenessState.CORRECT, LivenessState.BROKEN);
      case "readiness" ->
          publish(status, ReadinessState.ACCEPTING_TRAFFIC, ReadinessState.REFUSING_TRAFFIC);
      default -> health.set(service, dev.vitals.health.ServingStatus.valueOf(status.name()));
    }
  }

  private void publish(ServingStatus status, AvailabilityState good, AvailabilityState bad)
      throws Refusal {
    switch (status) {
      case SERVING -> AvailabilityChangeEvent.publish(context, good);
      case NOT_SERVING -> AvailabilityChangeEvent.publish(context, bad);
      case UNKNOWN ->
          throw Refusal.unsupported("set: UNKNOWN (expected: what an application's state can be)");
    }
  }

  @Override
  public void clear(String service) throws Refusal {
    if (service.isEmpty()) {
      throw Refusal.unsupported("clear: '' (expected: a named service; overall stays known)");
    }
    health.removeService(service);
  }

  @Override
  public void shutdown() {
    health.drain();
  }

  @Override
  public void resume() {
    health.resume();
  }

  @Override
  public Map<String, Object> stats() {
    return Map.of("watchers", health.openWatches(), "names", health.statuses().size());
  }

  @Override
  public void stop(Duration grace) {
    context.close();
  }
}
