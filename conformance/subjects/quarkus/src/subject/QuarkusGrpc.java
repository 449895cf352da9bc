package subject;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** The health service of quarkus-grpc as a subject, on its server of its own, as it comes. */
final class QuarkusGrpc implements Subject {

  private final GrpcHealthStorage health;

  QuarkusGrpc(GrpcHealthStorage health) {
    if (GrpcServerRecorder.getVerticleCount() == 0) {
      throw new IllegalStateException("Quarkus runs without its gRPC server: see its log");
    }
    this.health = health;
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "quarkus",
        Quarkus.class.getPackage().getImplementationVersion(),
        ConfigProvider.getConfig().getValue("quarkus.grpc.server.port", Integer.class),
        List.of("set", "flap"),
        List.of("Check", "Watch"));
  }

  @Override
  public void set(String service, ServingStatus status) {
    health.setStatus(service, HealthCheckResponse.ServingStatus.valueOf(status.name()));
  }

  /**
   * Stops the application; what is left after the grace, the end of the process cuts off, without
   * the shutdown hook of Quarkus, which would wait for it.
   */
  @Override
  public void stop(Duration grace) throws InterruptedException {
    Thread stopping = new Thread(() -> Application.currentApplication().stop(), "stop");
    stopping.setDaemon(true);
    stopping.start();
    stopping.join(Math.max(1, grace.toMillis()));
    Runtime.getRuntime().halt(0);
  }
}
