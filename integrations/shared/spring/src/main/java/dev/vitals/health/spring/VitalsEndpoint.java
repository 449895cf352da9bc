package dev.vitals.health.spring;

import dev.vitals.health.HealthReport;
import dev.vitals.health.HealthSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Tells why each service has its status. Reading it runs no check. */
@Endpoint(id = "vitals")
final class VitalsEndpoint {

  private final HealthSource health;

  VitalsEndpoint(HealthSource health) {
    this.health = health;
  }

  @ReadOperation
  VitalsBody vitals() {
    return vitals(true);
  }

  @ReadOperation
  @Nullable VitalsBody service(@Selector String service) {
    return service(service, true);
  }

  VitalsBody vitals(boolean details) {
    return VitalsBody.of(health.report(), details);
  }

  @Nullable VitalsBody service(String service, boolean details) {
    HealthReport all = health.report();
    return all.services().stream()
        .filter(report -> report.service().equals(service))
        .findFirst()
        .map(java.util.List::of)
        .map(only -> VitalsBody.of(new HealthReport(all.at(), all.draining(), only), details))
        .orElse(null);
  }
}
