package subject;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.health.HealthServiceOptions;
import io.vertx.grpc.server.GrpcServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Vert.x's {@link HealthService}, on Vert.x's own gRPC, as a subject. A status is set by
 * registering a check that finds it; watchers are told when the service looks at all checks again,
 * at intervals.
 */
final class VertxGrpc implements Subject {

  private static final Duration INTERVAL = Duration.ofMillis(200); // 2.5 s if it is not set

  private final Vertx vertx = Vertx.vertx();
  private final HealthService health =
      HealthService.create(vertx, new HealthServiceOptions().setHealthCheckInterval(INTERVAL));
  private final HttpServer server;

  private VertxGrpc(Settings settings) throws Exception {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(GrpcServer.server(vertx).addService(health))
                .listen(settings.address().getPort(), settings.address().getHostString()),
            Duration.ofSeconds(10));
  }

  public static void main(String[] args) {
    Protocol.run(VertxGrpc::new);
  }

  private static <T> T await(Future<T> future, Duration atMost) throws Exception {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Ready ready() {
    return Ready.of(
            "vertx-grpc",
            HealthService.class.getPackage().getImplementationVersion(),
            server.actualPort(),
            List.of("set", "clear", "flap"),
            List.of("Check", "List", "Watch"))
        .withoutUnknown()
        .settlingIn(INTERVAL.plusMillis(300));
  }

  @Override
  public void set(String service, ServingStatus status) {
    boolean serving = status == ServingStatus.SERVING;
    health.register(service, () -> Future.succeededFuture(serving));
  }

  @Override
  public void clear(String service) {
    health.unregister(service);
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    try {
      await(server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS), grace.plusSeconds(1));
    } catch (TimeoutException e) {
      // The end of the process cuts off what is left.
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
