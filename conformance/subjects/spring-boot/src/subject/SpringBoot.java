package subject;

import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.SpringBootVersion;

/**
 * Spring Boot's bridge from health indicators to gRPC health as a subject. Boot asks the indicators
 * at an interval and passes what they say to its {@link HealthStatusManager}, on which the
 * application sets the overall status itself.
 */
final class SpringBoot implements Subject {

  private final IndicatorApplication application;
  private final HealthStatusManager manager;

  private SpringBoot(Settings settings) {
    application = new IndicatorApplication(settings);
    manager = application.bean(HealthStatusManager.class);
  }

  public static void main(String[] args) {
    Protocol.run(SpringBoot::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
            "spring-boot",
            SpringBootVersion.getVersion(),
            application.port(),
            List.of("set", "flap"),
            List.of("Check", "Watch"))
        .notDynamic()
        .settlingIn(application.settle());
  }

  @Override
  public void set(String service, ServingStatus status) throws Refusal {
    if (service.isEmpty()) {
      manager.setStatus("", HealthCheckResponse.ServingStatus.valueOf(status.name()));
    } else {
      application.set(service, status);
    }
  }

  @Override
  public void stop(Duration grace) {
    application.stop(grace);
  }
}
