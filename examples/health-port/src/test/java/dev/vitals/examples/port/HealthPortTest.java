package dev.vitals.examples.port;

import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthPortTest {

  private static final HealthCheckRequest FOO =
      HealthCheckRequest.newBuilder().setService("acme.FooService").build();

  private final Health health = Health.builder().service("acme.FooService").start();
  private final HealthPort port = new HealthPort(0, health);
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("localhost", port.port()).usePlaintext().build();
  private final HealthGrpc.HealthBlockingStub client =
      HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);

  HealthPortTest() throws IOException {}

  @AfterEach
  void stop() {
    channel.shutdownNow();
    port.close();
  }

  @Test
  void a_watch_follows_its_service_and_ends_with_the_server() {
    Iterator<HealthCheckResponse> watch = client.watch(FOO);
    assertThat(watch.next().getStatus()).isEqualTo(SERVING);
    health.set("acme.FooService", ServingStatus.NOT_SERVING);
    assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING);
    assertThat(client.check(FOO).getStatus()).isEqualTo(NOT_SERVING);
    port.close();
    assertThatThrownBy(watch::next).hasMessageStartingWith("UNAVAILABLE");
  }

  @Test
  void a_port_that_is_taken_is_said_at_once() {
    assertThatThrownBy(() -> new HealthPort(port.port(), health)).isInstanceOf(IOException.class);
  }
}
