package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.util.Iterator;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GrpcHealthTest {

  private final Health health = Health.builder().start();
  private Server server;
  private ManagedChannel channel;

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    health.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"netty", "in-process"})
  void check_list_and_watch_are_served(String transport) throws Exception {
    start(transport);
    health.set("acme.Foo", ServingStatus.NOT_SERVING);
    var stub = HealthGrpc.newBlockingStub(channel);
    assertThat(stub.check(ask("acme.Foo")).getStatus())
        .isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
    assertThat(stub.list(HealthListRequest.getDefaultInstance()).getStatusesMap().keySet())
        .containsExactlyInAnyOrder("", "acme.Foo");
    Iterator<HealthCheckResponse> watch = stub.watch(ask("acme.Foo"));
    assertThat(watch.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
    health.set("acme.Foo", ServingStatus.SERVING);
    assertThat(watch.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    health.removeService("acme.Foo");
    assertThat(watch.next().getStatus())
        .isEqualTo(HealthCheckResponse.ServingStatus.SERVICE_UNKNOWN);
    assertThatThrownBy(() -> stub.check(ask("acme.Foo"))).hasMessage("NOT_FOUND: unknown service");
  }

  private static HealthCheckRequest ask(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  private void start(String transport) throws Exception {
    GrpcHealth service = GrpcHealth.of(health);
    if (transport.equals("netty")) {
      server = NettyServerBuilder.forPort(0).addService(service).build().start();
      channel =
          NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    } else {
      String name = UUID.randomUUID().toString();
      server = InProcessServerBuilder.forName(name).addService(service).build().start();
      channel = InProcessChannelBuilder.forName(name).build();
    }
  }
}
