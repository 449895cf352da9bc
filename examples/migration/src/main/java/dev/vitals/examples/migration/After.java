package dev.vitals.examples.migration;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The same on Vitals. */
final class After implements Steered {

  // An empty overall(): as before, "" does not follow the services.
  private final Health health = Health.builder().overall().start();
  private final Server server;

  After(int port) throws IOException {
    server = NettyServerBuilder.forPort(port).addService(GrpcHealth.of(health)).build();
    try {
      server.start();
    } catch (IOException e) {
      health.close();
      throw e;
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void serving(String service) {
    health.set(service, ServingStatus.SERVING);
  }

  @Override
  public void notServing(String service) {
    health.set(service, ServingStatus.NOT_SERVING);
  }

  @Override
  public void forget(String service) {
    health.removeService(service);
  }

  @Override
  public void enterLameDuck() {
    health.drain();
  }

  /** New: what a status is, and the way back from lame duck. */
  Health health() {
    return health;
  }

  @Override
  public void stop() throws InterruptedException {
    server.shutdown();
    health.close(); // open Watches end
    if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
      server.shutdownNow(); // calls of yours that hang
    }
  }
}
