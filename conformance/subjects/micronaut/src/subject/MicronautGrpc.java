package subject;

import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The {@link HealthStatusManager} that Micronaut has as a bean and serves, as a subject. */
final class MicronautGrpc implements Subject {

  private final ApplicationContext context;
  private final GrpcEmbeddedServer server;
  private final HealthStatusManager health;

  private MicronautGrpc(Settings settings) {
    context =
        ApplicationContext.run(
            Map.of(
                "grpc.server.host", settings.address().getHostString(),
                "grpc.server.port", settings.address().getPort()));
    server = context.getBean(GrpcEmbeddedServer.class);
    server.start();
    health = context.getBean(HealthStatusManager.class);
  }

  public static void main(String[] args) {
    Protocol.run(MicronautGrpc::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "micronaut",
        GrpcEmbeddedServer.class.getPackage().getImplementationVersion(),
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

  /** Micronaut has one time to wait for all stops; this does not wait longer than the grace. */
  @Override
  public void stop(Duration grace) {
    Subject.stopWithin(grace, context::close);
  }
}
