package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A server that serves health, and real clients of it. Everything ends with it. */
final class Rig implements AutoCloseable {

  final Server server;
  private final Transport transport;
  private final String name = UUID.randomUUID().toString();
  private final List<ManagedChannel> channels = new ArrayList<>();

  Rig(Transport transport, BindableService service, UnaryOperator<ServerBuilder<?>> settings) {
    this.transport = transport;
    try {
      server = settings.apply(transport.server(name).addService(service)).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Rig(Transport transport, HealthSource source) {
    this(transport, GrpcHealth.of(source), settings -> settings);
  }

  ManagedChannel connect() {
    ManagedChannel channel = transport.connect(name, server.getPort());
    channels.add(channel);
    return channel;
  }

  static HealthCheckRequest ask(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  static HealthGrpc.HealthBlockingStub stub(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  static ServingStatus check(ManagedChannel channel, String service) {
    return ServingStatus.valueOf(stub(channel).check(ask(service)).getStatus().name());
  }

  static Map<String, ServingStatus> list(ManagedChannel channel) {
    Map<String, ServingStatus> statuses = new TreeMap<>();
    stub(channel)
        .list(HealthListRequest.getDefaultInstance())
        .getStatusesMap()
        .forEach(
            (key, value) -> statuses.put(key, ServingStatus.valueOf(value.getStatus().name())));
    return statuses;
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).as("a latch that opens within 20 s").isTrue();
  }

  /** Waits until gRPC has told of calls that are over. */
  static void awaitNoWatches(Health health) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (health.openWatches() > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(health.openWatches()).isZero();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    try {
      server.awaitTermination(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
