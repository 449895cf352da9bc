package dev.vitals.health.spring;

import dev.vitals.health.CheckReport;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.core.Health;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/** A running Spring Boot application with a gRPC server, and a plain client of it. */
final class App implements AutoCloseable {

  /** Where the client reaches the server. */
  enum Transport {
    NETTY,
    IN_PROCESS,
    SERVLET
  }

  /** All the code that the application has. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    BindableService foo() {
      return () -> ServerServiceDefinition.builder("acme.Foo").build();
    }
  }

  final ConfigurableApplicationContext context;
  private final Client client;

  /** Where the server listens; not in process. */
  final int port;

  private App(ConfigurableApplicationContext context, Client client, int port) {
    this.context = context;
    this.client = client;
    this.port = port;
  }

  private static int httpPort(ConfigurableApplicationContext context) {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  /** Returns what the web server answers, or {@code HTTP 404}, say. */
  String get(String path) throws Exception {
    URI uri = URI.create("http://localhost:" + httpPort(context) + path);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return response.statusCode() == 200 ? response.body() : "HTTP " + response.statusCode();
  }

  ServiceReport report(String service) {
    return context.getBean(Health.class).report(service).orElseThrow();
  }

  CheckReport report(String service, String check) {
    return report(service).checks().stream()
        .filter(report -> report.name().equals(check))
        .findFirst()
        .orElseThrow();
  }

  static Starter on(Transport transport) {
    return new Starter(transport);
  }

  /** Prepares an application. */
  static final class Starter {

    private final Transport transport;
    private final List<String> properties = new ArrayList<>();
    private final List<Consumer<GenericApplicationContext>> beans = new ArrayList<>();

    private Starter(Transport transport) {
      this.transport = transport;
      with("spring.main.web-application-type=none", "spring.main.banner-mode=off");
      with("spring.grpc.server.port=0", Platform.GRACE_PERIOD + "20s");
      with("vitals.health.drain=0s");
      with("spring.grpc.server.servlet.enabled=" + (transport == Transport.SERVLET));
      if (transport == Transport.SERVLET) {
        servletContainer().with("server.http2.enabled=true");
      }
    }

    /** With a port for HTTP, which Actuator uses too. */
    Starter servletContainer() {
      return with("spring.main.web-application-type=servlet", "server.port=0");
    }

    Starter with(String... more) {
      properties.addAll(List.of(more));
      return this;
    }

    /** The bridge serves, as if the starter were not there. */
    Starter bridge() {
      return with("vitals.health.enabled=false");
    }

    Starter indicator(String name, Steered indicator) {
      return bean(name + "HealthIndicator", Steered.class, indicator);
    }

    <T> Starter bean(String name, Class<T> type, T bean) {
      beans.add(context -> context.registerBean(name, type, () -> bean));
      return this;
    }

    App start() {
      String name = UUID.randomUUID().toString();
      AtomicInteger port = new AtomicInteger();
      // Not beside a servlet: that has to do without a server that says that it stops.
      if (transport != Transport.SERVLET) {
        with("spring.grpc.server.inprocess.name=" + name);
      }
      SpringApplicationBuilder builder =
          new SpringApplicationBuilder(Application.class)
              .properties(properties.toArray(String[]::new))
              .registerShutdownHook(false)
              .listeners(
                  (ApplicationListener<GrpcServerStartedEvent>)
                      event -> port.accumulateAndGet(event.getPort(), Math::max))
              .initializers(
                  context -> beans.forEach(b -> b.accept((GenericApplicationContext) context)));
      ConfigurableApplicationContext context = builder.run();
      if (transport == Transport.SERVLET) {
        port.set(httpPort(context));
      }
      ManagedChannel channel =
          transport == Transport.IN_PROCESS
              ? InProcessChannelBuilder.forName(name).build()
              : ManagedChannelBuilder.forAddress("localhost", port.get()).usePlaintext().build();
      return new App(context, new Client(channel), port.get());
    }
  }

  /** Returns the status, or the code of the error, such as {@code NOT_FOUND}. */
  String check(String service) {
    return client.check(service);
  }

  Client.Seen watch(String service) {
    return client.watch(service);
  }

  @Override
  public void close() {
    context.close();
    client.close();
  }
}
