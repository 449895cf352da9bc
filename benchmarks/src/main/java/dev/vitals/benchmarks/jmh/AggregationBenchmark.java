package dev.vitals.benchmarks.jmh;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceStatus;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one check's result costs: many checks on a service, many services on a check. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AggregationBenchmark {

  /** How many checks the one service has, and how many services the one check. */
  @Param({"1", "10", "100", "1000"})
  public int many;

  private ServiceStatus last; // of many checks on one service
  private ServiceStatus shared; // by many services
  private ServiceStatus alone; // one service's, among all of these
  private Health health;
  private boolean passes = true;

  /** Wires them, all in one health. */
  @Setup
  public void start() {
    Quiet.please();
    HealthBuilder builder = Health.builder().overall();
    HealthCheck[] checks = new HealthCheck[many];
    for (int i = 0; i < many; i++) {
      last = passing("check " + i);
      checks[i] = last;
    }
    builder.service("many checks", checks);
    shared = passing("shared");
    for (int i = 0; i < many; i++) {
      builder.service("service " + i, shared);
    }
    alone = passing("alone");
    health = builder.service("lonely", alone).start();
  }

  private static ServiceStatus passing(String name) {
    ServiceStatus status = ServiceStatus.create(name);
    status.set(CheckResult.passing());
    return status;
  }

  /** Stops it. */
  @TearDown
  public void stop() {
    health.close();
  }

  /** The last of a service's checks changes. */
  @Benchmark
  public ServingStatus oneOfManyChecks() {
    return change(last, "many checks");
  }

  /** A check changes that many services list. */
  @Benchmark
  public ServingStatus oneCheckOfManyServices() {
    return change(shared, "service 0");
  }

  /** A check changes that one service lists: the others cost nothing. */
  @Benchmark
  public ServingStatus oneCheckOfOneService() {
    return change(alone, "lonely");
  }

  private ServingStatus change(ServiceStatus check, String service) {
    passes = !passes;
    check.set(passes ? CheckResult.passing() : CheckResult.failing("flipped"));
    ServingStatus status = health.status(service);
    if (status != (passes ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)) {
      throw new IllegalStateException(service + ": " + status + " (expected: what was set)");
    }
    return status;
  }
}
