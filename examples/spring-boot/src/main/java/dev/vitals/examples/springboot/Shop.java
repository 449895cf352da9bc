package dev.vitals.examples.springboot;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * A Spring Boot application with two gRPC services. Nothing here knows Vitals: the starter on the
 * class path is enough.
 */
@SpringBootApplication
public class Shop {

  public static void main(String... args) {
    SpringApplication.run(Shop.class, args);
  }

  @Bean
  Dependency warehouse() {
    return new Dependency();
  }

  @Bean
  Dependency index() {
    return new Dependency();
  }

  @Bean
  DependencyHealthIndicator warehouseHealthIndicator(Dependency warehouse) {
    return new DependencyHealthIndicator(warehouse);
  }

  @Bean
  DependencyHealthIndicator indexHealthIndicator(Dependency index) {
    return new DependencyHealthIndicator(index);
  }

  /** Your own services; these two have no methods. */
  @Bean
  BindableService orders() {
    return () -> ServerServiceDefinition.builder("acme.Orders").build();
  }

  @Bean
  BindableService search() {
    return () -> ServerServiceDefinition.builder("acme.Search").build();
  }
}
