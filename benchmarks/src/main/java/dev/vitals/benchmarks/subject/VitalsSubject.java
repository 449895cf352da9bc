package dev.vitals.benchmarks.subject;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.ServerServiceDefinition;

/** Vitals with nothing tuned: what a reader of the README would write. */
final class VitalsSubject implements Subject {

  private final Health health = Health.builder().start();

  VitalsSubject() {
    set(true);
  }

  @Override
  public ServerServiceDefinition service() {
    return GrpcHealth.of(health).bindService();
  }

  @Override
  public void set(boolean serving) {
    health.set(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    health.close();
  }
}
