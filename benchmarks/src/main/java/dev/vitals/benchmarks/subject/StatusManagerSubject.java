package dev.vitals.benchmarks.subject;

import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/** grpc-java's own health service. */
final class StatusManagerSubject implements Subject {

  private final HealthStatusManager manager = new HealthStatusManager();

  StatusManagerSubject() {
    set(true);
  }

  @Override
  public ServerServiceDefinition service() {
    return manager.getHealthService().bindService();
  }

  @Override
  public void set(boolean serving) {
    manager.setStatus(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }
}
