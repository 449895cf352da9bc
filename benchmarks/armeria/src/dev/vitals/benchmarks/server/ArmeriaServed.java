package dev.vitals.benchmarks.server;

import com.linecorp.armeria.common.util.Version;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Armeria's health service. Its limits are the defaults, but for the request timeout of ten
 * seconds, which would end every Watch.
 */
final class ArmeriaServed implements Served {

  private static final String SERVICE = "acme.FooService";

  private final SettableHealthChecker checker = new SettableHealthChecker(true);
  private final Server server;

  private ArmeriaServed() {
    GrpcHealthCheckService health =
        GrpcHealthCheckService.builder().serviceCheckers(SERVICE, checker).build();
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .requestTimeout(Duration.ZERO)
            .service(GrpcService.builder().addService(health).build())
            .build();
    server.start().join();
  }

  public static void main(String[] arguments) throws IOException {
    Steering.run(new ArmeriaServed());
  }

  @Override
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public String version() {
    return Version.get("armeria").artifactVersion();
  }

  @Override
  public void set(boolean serving) {
    checker.setHealthy(serving);
  }
}
