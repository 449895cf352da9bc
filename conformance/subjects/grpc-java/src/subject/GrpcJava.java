package subject;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** grpc-java's {@link HealthStatusManager} as a subject. */
final class GrpcJava implements Subject {

  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  private GrpcJava(Settings settings) throws IOException {
    server =
        NettyServerBuilder.forAddress(settings.address())
            .addService(health.getHealthService())
            .build()
            .start();
  }

  public static void main(String[] args) {
    Protocol.run(GrpcJava::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "grpc-java",
        HealthStatusManager.class.getPackage().getImplementationVersion(),
        server.getPort(),
        List.of("set", "clear", "shutdown", "flap"),
        List.of("Check", "Watch"));
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
  public void stop(Duration grace) throws InterruptedException {
    server.shutdown();
    if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
  }
}
