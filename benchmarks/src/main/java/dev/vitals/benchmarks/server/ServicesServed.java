package dev.vitals.benchmarks.server;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * health-core with many services beside health-core with few, in one process and without a
 * transport: what an operation costs in one, and in the other.
 *
 * <p>Both are measured by turns, so that whatever slows the process down slows both.
 */
final class ServicesServed implements Served {

  private static final int SMALL_SERVICE_COUNT = 100;
  private static final int LARGE_SERVICE_COUNT = 100_000;
  private static final int HOT_SERVICE_COUNT = 50; // as many in both, so that caches hold them
  private static final int BATCH_OPERATION_COUNT = 16; // a timer's own 25 ns are a fraction of it
  private static final int MAX_LISTED_SERVICES =
      100; // refused by both: the overall service counts, too

  private final Population few = new Population(SMALL_SERVICE_COUNT);
  private final Population many = new Population(LARGE_SERVICE_COUNT);

  /** A health, its services, and how long operations on it took. */
  private static final class Population {

    private final int services;
    private final Health health;
    private final Random random = new Random(1);
    private final Map<String, List<Long>> samples = new LinkedHashMap<>();
    private int added;

    Population(int services) {
      this.services = services;
      HealthBuilder builder = Health.builder();
      for (int i = 0; i < services; i += 2) {
        builder.service(name(i)); // to be set by hand
        builder.service(name(i + 1), status(name(i + 1)));
      }
      health = builder.start();
    }

    private static String name(int number) {
      return String.format("acme.Service%07d", number);
    }

    private static ServiceStatus status(String service) {
      ServiceStatus status = ServiceStatus.create("check of " + service);
      status.set(CheckResult.passing());
      return status;
    }

    void measure() {
      String[] hot = new String[BATCH_OPERATION_COUNT];
      String[] any = new String[BATCH_OPERATION_COUNT];
      String[] fresh = new String[BATCH_OPERATION_COUNT];
      HealthCheck[] checks = new HealthCheck[BATCH_OPERATION_COUNT];
      for (int i = 0; i < BATCH_OPERATION_COUNT; i++) {
        hot[i] = name(random.nextInt(HOT_SERVICE_COUNT) * (services / HOT_SERVICE_COUNT));
        any[i] = name(2 * random.nextInt(services / 2));
        fresh[i] = name(services + added++);
        checks[i] = status(fresh[i]);
      }
      time("set", i -> health.set(hot[i], ServingStatus.NOT_SERVING));
      time("set", i -> health.set(hot[i], ServingStatus.SERVING));
      time("set_any", i -> health.set(any[i], ServingStatus.NOT_SERVING));
      time("set_any", i -> health.set(any[i], ServingStatus.SERVING));
      time("add", i -> health.addService(fresh[i], checks[i]));
      time("remove", i -> health.removeService(fresh[i]));
      time("set_new", i -> health.set(fresh[i], ServingStatus.SERVING));
      time("remove", i -> health.removeService(fresh[i]));
      time("refuse", i -> refuse());
    }

    private void refuse() {
      if (health.statuses(MAX_LISTED_SERVICES).isPresent()) {
        throw new IllegalStateException("statuses: some (expected: none, there are too many)");
      }
    }

    private interface Operation {
      void run(int number);
    }

    private void time(String name, Operation operation) {
      long began = System.nanoTime();
      for (int i = 0; i < BATCH_OPERATION_COUNT; i++) {
        operation.run(i);
      }
      long each = (System.nanoTime() - began) / BATCH_OPERATION_COUNT;
      samples.computeIfAbsent(name, first -> new ArrayList<>()).add(each);
    }

    void report(String suffix, Map<String, Long> medians) {
      samples.forEach(
          (name, nanos) -> {
            Collections.sort(nanos);
            medians.put(name + suffix, nanos.get(nanos.size() / 2));
          });
      medians.put("batches" + suffix, (long) samples.get("add").size());
      samples.clear();
    }
  }

  /** Measures for so long; medians by operation, {@code set_few} and {@code set_many}, say. */
  @Override
  public Map<String, Long> measure(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    do {
      few.measure();
      many.measure();
    } while (System.nanoTime() - end < 0);
    Map<String, Long> medians = new LinkedHashMap<>();
    few.report("_few", medians);
    many.report("_many", medians);
    return medians;
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String version() {
    return "health-core";
  }

  @Override
  public void set(boolean serving) {}
}
