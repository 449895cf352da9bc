package subject;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Vitals as a subject. */
final class Vitals implements Subject {

  private final Health health = Health.builder().start();
  private final Server server;

  Vitals(Settings settings) throws IOException {
    server =
        NettyServerBuilder.forAddress(settings.address())
            .addService(GrpcHealth.of(health))
            .build()
            .start();
  }

  public static void main(String[] args) {
    Protocol.run(Vitals::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "vitals",
        Health.class.getPackage().getImplementationVersion(),
        port(),
        List.of("set", "clear", "shutdown", "resume", "flap", "stats"),
        List.of("Check", "List", "Watch"));
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void set(String service, subject.ServingStatus status) {
    health.set(service, ServingStatus.valueOf(status.name()));
  }

  @Override
  public void clear(String service) throws Refusal {
    if (service.isEmpty()) {
      throw Refusal.unsupported("clear: '' (expected: a named service; overall stays known)");
    }
    health.removeService(service);
  }

  @Override
  public void shutdown() {
    health.drain();
  }

  @Override
  public void resume() {
    health.resume();
  }

  @Override
  public Map<String, Object> stats() {
    return Map.of("watchers", health.openWatches(), "names", health.statuses().size());
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    server.shutdown();
    health.close();
    if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
  }
}
