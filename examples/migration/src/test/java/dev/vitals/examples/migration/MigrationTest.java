package dev.vitals.examples.migration;

import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MigrationTest {

  enum Version {
    BEFORE {
      @Override
      Steered start() throws IOException {
        return new Before(0);
      }
    },
    AFTER {
      @Override
      Steered start() throws IOException {
        return new After(0);
      }
    };

    abstract Steered start() throws IOException;
  }

  private Steered server;
  private ManagedChannel channel;

  private HealthGrpc.HealthBlockingStub start(Version version) throws IOException {
    server = version.start();
    channel = NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (channel != null) {
      channel.shutdownNow();
      server.stop();
    }
  }

  private static HealthCheckRequest ask(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @ParameterizedTest
  @EnumSource
  void clients_notice_no_difference(Version version) throws Exception {
    var client = start(version);
    assertThat(client.check(ask("")).getStatus()).isEqualTo(SERVING);
    assertThatThrownBy(() -> client.check(ask("acme.Foo"))).hasMessageStartingWith("NOT_FOUND");

    Iterator<HealthCheckResponse> watch = client.watch(ask("acme.Foo"));
    assertThat(watch.next().getStatus()).isEqualTo(SERVICE_UNKNOWN);
    server.notServing("acme.Foo");
    assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING);
    assertThat(client.check(ask("")).getStatus()).isEqualTo(SERVING);
    server.serving("acme.Foo");
    assertThat(watch.next().getStatus()).isEqualTo(SERVING);
    server.forget("acme.Foo");
    assertThat(watch.next().getStatus()).isEqualTo(SERVICE_UNKNOWN);

    server.serving("acme.Foo");
    assertThat(watch.next().getStatus()).isEqualTo(SERVING);
    server.enterLameDuck();
    assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING);
    server.serving("acme.Foo");
    assertThat(client.check(ask("acme.Foo")).getStatus()).isEqualTo(NOT_SERVING);
    assertThat(client.check(ask("")).getStatus()).isEqualTo(NOT_SERVING);
  }

  @Test
  void before_has_no_list() throws Exception {
    var client = start(Version.BEFORE);
    assertThatThrownBy(() -> client.list(HealthListRequest.getDefaultInstance()))
        .hasMessageStartingWith("UNIMPLEMENTED");
  }

  @Test
  void after_lists_explains_and_comes_back_from_lame_duck() throws Exception {
    var client = start(Version.AFTER);
    server.notServing("acme.Foo");
    assertThat(client.list(HealthListRequest.getDefaultInstance()).getStatusesMap())
        .containsOnlyKeys("", "acme.Foo");
    assertThat(((After) server).health().report("acme.Foo").orElseThrow().describe())
        .contains("set to NOT_SERVING");

    server.enterLameDuck();
    assertThat(client.check(ask("")).getStatus()).isEqualTo(NOT_SERVING);
    ((After) server).health().resume();
    assertThat(client.check(ask("")).getStatus()).isEqualTo(SERVING);
  }

  @Test
  void after_the_overall_status_follows_the_services_until_it_is_set() {
    try (Health health = Health.builder().start()) {
      health.set("acme.Foo", dev.vitals.health.ServingStatus.NOT_SERVING);
      assertThat(health.status("")).isEqualTo(dev.vitals.health.ServingStatus.NOT_SERVING);
      health.set("", dev.vitals.health.ServingStatus.SERVING);
      assertThat(health.status("")).isEqualTo(dev.vitals.health.ServingStatus.SERVING);
      health.set("acme.Bar", dev.vitals.health.ServingStatus.NOT_SERVING);
      assertThat(health.status("")).isEqualTo(dev.vitals.health.ServingStatus.SERVING);
    }
  }

  @Test
  void after_service_unknown_is_not_a_status_to_set() {
    try (Health health = Health.builder().start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.set("acme.Foo", dev.vitals.health.ServingStatus.SERVICE_UNKNOWN))
          .withMessageContaining("to forget a service, call removeService");
    }
  }

  @Test
  void before_an_open_watch_holds_up_the_shutdown() throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    Server alone = NettyServerBuilder.forPort(0).addService(health.getHealthService()).build();
    alone.start();
    server = new Before(0);
    channel = NettyChannelBuilder.forAddress("localhost", alone.getPort()).usePlaintext().build();
    try {
      var watch = HealthGrpc.newBlockingStub(channel).watch(ask(""));
      assertThat(watch.next().getStatus()).isEqualTo(SERVING);
      health.enterTerminalState();
      assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING);
      assertThat(alone.shutdown().awaitTermination(500, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      alone.shutdownNow();
    }
  }

  @Test
  void after_an_open_watch_ends_with_the_server() throws Exception {
    var watch = start(Version.AFTER).watch(ask(""));
    assertThat(watch.next().getStatus()).isEqualTo(SERVING);
    server.stop(); // would not return
    assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING);
    assertThatThrownBy(watch::next).hasMessageStartingWith("UNAVAILABLE");
  }
}
