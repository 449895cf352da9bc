package dev.vitals.examples.migration;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;

/** Health as grpc-services has it. */
final class Before implements Steered {

  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  Before(int port) throws IOException {
    server = NettyServerBuilder.forPort(port).addService(health.getHealthService()).build().start();
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void serving(String service) {
    health.setStatus(service, ServingStatus.SERVING);
  }

  @Override
  public void notServing(String service) {
    health.setStatus(service, ServingStatus.NOT_SERVING);
  }

  @Override
  public void forget(String service) {
    health.clearStatus(service);
  }

  @Override
  public void enterLameDuck() {
    health.enterTerminalState();
  }

  @Override
  public void stop() throws InterruptedException {
    server.shutdown();
    server.shutdownNow(); // without it, every open Watch holds the server up
    server.awaitTermination();
  }
}
