package dev.vitals.benchmarks.counts;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.ManualTime;
import dev.vitals.health.core.ServiceStatus;
import java.util.function.Consumer;

/**
 * What an operation on one service allocates among many services, beyond what it allocates among
 * few. Whoever copies or walks all of them allocates more, on every machine: this is the count
 * beside the time that {@code services 100000} takes.
 */
public enum AmongServices {
  /** Another status for a service that is known. */
  SET(
      health -> {
        health.set("service 0", ServingStatus.NOT_SERVING);
        health.set("service 0", ServingStatus.SERVING);
      }),
  /** A service that comes with its first status, and goes. */
  SET_NEW(
      health -> {
        health.set("new", ServingStatus.SERVING);
        health.removeService("new");
      }),
  /** A service that comes with a check, and goes. */
  ADD(
      health -> {
        health.addService("new", passing("check of new"));
        health.removeService("new");
      }),
  /** A List of more services than its caller takes. */
  REFUSE(health -> health.statuses(AmongServices.MAX_LISTED_SERVICES));

  private static final int SMALL_SERVICE_COUNT = 100;
  private static final int LARGE_SERVICE_COUNT = 10_000;
  private static final int MAX_LISTED_SERVICES = 50;
  private static final int REPETITION_COUNT = 100;

  private final Consumer<Health> operation;

  AmongServices(Consumer<Health> operation) {
    this.operation = operation;
  }

  /** Returns how many bytes more it allocates; negative if fewer. */
  public long bytesBeyondFew() {
    return bytes(LARGE_SERVICE_COUNT) - bytes(SMALL_SERVICE_COUNT);
  }

  private long bytes(int services) {
    HealthBuilder builder = Health.builder().time(new ManualTime()).notifyExecutor(Runnable::run);
    for (int i = 0; i < services; i += 2) {
      builder.service("service " + i);
      builder.service("service " + (i + 1), passing("check " + i));
    }
    try (Health health = builder.start()) {
      long bytes =
          Allocation.of(
              () -> {
                for (int i = 0; i < REPETITION_COUNT; i++) {
                  operation.accept(health);
                }
              });
      return Math.round((double) bytes / REPETITION_COUNT);
    }
  }

  private static ServiceStatus passing(String name) {
    ServiceStatus status = ServiceStatus.create(name);
    status.set(CheckResult.passing());
    return status;
  }
}
