package subject;

import dev.vitals.health.core.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The application of the subject spring-boot with Vitals' starter on the class path. */
final class VitalsSpringBoot implements Subject {

  private final IndicatorApplication application;
  private final Health health;

  private VitalsSpringBoot(Settings settings) {
    // Otherwise it says NOT_SERVING for 5 s before it stops, which is more than most graces here.
    application = new IndicatorApplication(settings, "--vitals.health.drain=0s");
    health = application.bean(Health.class);
  }

  public static void main(String[] args) {
    Protocol.run(VitalsSpringBoot::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
            "vitals-spring-boot",
            Health.class.getPackage().getImplementationVersion(),
            application.port(),
            List.of("set", "shutdown", "resume", "flap", "stats"),
            List.of("Check", "List", "Watch"))
        .notDynamic()
        .settlingIn(application.settle());
  }

  @Override
  public void set(String service, ServingStatus status) throws Refusal {
    if (service.isEmpty()) {
      health.set("", dev.vitals.health.ServingStatus.valueOf(status.name()));
    } else {
      application.set(service, status);
    }
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
  public void stop(Duration grace) {
    application.stop(grace);
  }
}
