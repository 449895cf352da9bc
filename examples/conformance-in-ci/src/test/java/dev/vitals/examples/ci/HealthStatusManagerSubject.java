package dev.vitals.examples.ci;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/** grpc-java's health service in a server of its own. One command is one call of its API. */
final class HealthStatusManagerSubject implements Subject {
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  HealthStatusManagerSubject() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        NettyServerBuilder.forAddress(anyPort)
            .addService(health.getHealthService())
            .build()
            .start();
  }

  /** What is not claimed is not tested, and shown as skipped. */
  @Override
  public Capabilities capabilities() {
    String version = HealthStatusManager.class.getPackage().getImplementationVersion();
    return Capabilities.everything("grpc-java", version == null ? "?" : version, "java")
        .withOps(Set.of("set", "clear", "shutdown"))
        .withMethods(Set.of("Check", "Watch"));
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  @Override
  public void set(String service, ServingStatus status) {
    health.setStatus(service, HealthCheckResponse.ServingStatus.valueOf(status.name()));
  }

  @Override
  public void clear(String service) {
    health.clearStatus(service);
  }

  @Override
  public void shutdown() {
    health.enterTerminalState();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
