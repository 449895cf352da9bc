package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.junit.ConformanceTest;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The kit on JUnit 5, from another package, as users have it. */
class HealthConformanceTest extends ConformanceTest {
  @Test
  void runsOnJUnit5() {
    assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("5.11.");
  }

  @Override
  protected Profile profile() {
    return Profile.QUICK;
  }

  @Override
  protected Predicate<String> cases() {
    return id -> id.startsWith("HC-CHECK-") || id.startsWith("HC-LIST-");
  }

  @Override
  protected Subject start(List<String> declaredServices) throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(health.getHealthService())
            .build()
            .start();
    return new Subject() {
      @Override
      public Capabilities capabilities() {
        return Capabilities.everything("grpc-java", "HealthStatusManager", "java")
            .withOps(Set.of("set", "clear"))
            .withMethods(Set.of("Check", "Watch"));
      }

      @Override
      public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.getPort());
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
      public void close() {
        server.shutdownNow();
      }
    };
  }
}
