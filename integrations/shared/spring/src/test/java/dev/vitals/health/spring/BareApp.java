package dev.vitals.health.spring;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceStatus;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/** A program that says where it serves, and by what. It ends when it is told to. */
final class BareApp {

  @Configuration(proxyBeanMethods = false)
  static class Checks {

    @Bean
    ServiceStatus broker() {
      ServiceStatus broker = ServiceStatus.create("broker");
      broker.set(CheckResult.passing());
      return broker;
    }
  }

  private BareApp() {}

  public static void main(String... arguments) {
    AtomicInteger port = new AtomicInteger();
    SpringApplication app = new SpringApplication(App.Application.class, Checks.class);
    app.addListeners(
        (ApplicationListener<GrpcServerStartedEvent>) event -> port.set(event.getPort()));
    ApplicationContext context =
        app.run(
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off",
            "--spring.grpc.server.port=0",
            "--vitals.health.drain=1s");
    Class<?> server = context.getBean(GrpcServerFactory.class).getClass();
    System.out.println("serving " + port + ' ' + server.getSimpleName());
  }
}
