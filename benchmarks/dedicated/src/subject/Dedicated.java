package subject;

import dev.vitals.benchmarks.dedicated.HealthPort;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The port that serves health alone, as a subject. */
final class Dedicated implements Subject {

  private final Health health = Health.builder().start();
  private final HealthPort port;

  private Dedicated(Settings settings) {
    port = HealthPort.start(health, settings.address());
  }

  public static void main(String[] args) {
    Protocol.run(Dedicated::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
        "vitals-dedicated",
        null,
        port.port(),
        List.of("set", "clear", "shutdown", "resume", "flap", "stats"),
        List.of("Check", "List", "Watch"));
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
    return Map.of("watchers", port.openCalls(), "names", health.statuses().size());
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    port.shutdown();
    health.close();
    port.awaitEnd(grace);
    port.close();
  }
}
