package dev.vitals.benchmarks.server;

import dev.vitals.benchmarks.dedicated.HealthPort;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** health-core on a port for health alone, without gRPC. */
final class DedicatedServed implements Served {

  private static final String SERVICE = "acme.FooService";

  private final Health health = Health.builder().start();
  private final HealthPort port =
      HealthPort.start(health, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  DedicatedServed() {
    set(true);
  }

  @Override
  public int port() {
    return port.port();
  }

  @Override
  public String version() {
    return "spike";
  }

  @Override
  public void set(boolean serving) {
    health.set(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }
}
