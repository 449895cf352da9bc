package subject;

import com.linecorp.armeria.common.util.Version;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckServiceBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Armeria's {@link GrpcHealthCheckService} as a subject. It is built with a checker for each
 * service, so only the declared ones can be set; the overall status is that of a checker of the
 * server.
 */
final class Armeria implements Subject {

  private final Map<String, SettableHealthChecker> checkers = new HashMap<>();
  private final Server server;

  private Armeria(Settings settings) {
    SettableHealthChecker overall = new SettableHealthChecker();
    GrpcHealthCheckServiceBuilder health = GrpcHealthCheckService.builder().checkers(overall);
    for (String service : settings.services()) {
      if (!service.isEmpty() && !checkers.containsKey(service)) {
        SettableHealthChecker checker = new SettableHealthChecker();
        checkers.put(service, checker);
        health.serviceCheckers(service, checker);
      }
    }
    checkers.put("", overall);
    server =
        Server.builder()
            .http(settings.address())
            .service(GrpcService.builder().addService(health.build()).build())
            .build();
    server.start().join();
  }

  public static void main(String[] args) {
    Protocol.run(Armeria::new);
  }

  @Override
  public Ready ready() {
    return Ready.of(
            "armeria",
            Version.get("armeria").artifactVersion(),
            server.activeLocalPort(),
            List.of("set", "flap"),
            List.of("Check", "Watch"))
        .withoutUnknown()
        .notDynamic();
  }

  @Override
  public void set(String service, ServingStatus status) throws Refusal {
    SettableHealthChecker checker = checkers.get(service);
    if (checker == null) {
      throw Refusal.unsupported("service: " + service + " (expected: one that was declared)");
    }
    checker.setHealthy(status == ServingStatus.SERVING);
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    try {
      server.stop().get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The end of the process cuts off what is left.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
