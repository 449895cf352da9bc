package dev.vitals.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/** The shop, asked by a plain gRPC client. */
class ShopTest {

  @Test
  void aDependencyThatDoesNotAnswerTakesDownItsOwnServiceOnly() {
    AtomicInteger port = new AtomicInteger();
    try (var shop =
        new SpringApplicationBuilder(Shop.class)
            .properties("vitals.health.period=200ms", "vitals.health.timeout=200ms")
            .properties("vitals.health.drain=0s")
            .listeners(
                (ApplicationListener<GrpcServerStartedEvent>) event -> port.set(event.getPort()))
            .run("--spring.grpc.server.port=0")) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("localhost", port.get()).usePlaintext().build();
      try {
        await().until(() -> check(channel, "acme.Orders").equals("SERVING"));
        await().until(() -> check(channel, "acme.Search").equals("SERVING"));

        Console console = shop.getBean(Console.class);
        console.obey("index silent");
        await().until(() -> check(channel, "acme.Search").equals("NOT_SERVING"));
        assertThat(check(channel, "acme.Orders")).isEqualTo("SERVING");

        console.obey("warehouse gone");
        await().until(() -> check(channel, "acme.Orders").equals("NOT_SERVING"));

        console.obey("index there");
        console.obey("warehouse there");
        await().atMost(Duration.ofSeconds(20)).until(() -> check(channel, "").equals("SERVING"));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static String check(ManagedChannel channel, String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus()
        .name();
  }
}
