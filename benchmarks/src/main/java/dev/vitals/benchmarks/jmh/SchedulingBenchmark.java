package dev.vitals.benchmarks.jmh;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.ManualTime;
import dev.vitals.health.core.ServiceCheck;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** 10,000 periodic checks on manual time: what the run of one costs beside the check itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SchedulingBenchmark {

  private static final int CHECK_COUNT = 10_000;
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final ManualTime time = new ManualTime();
  private long runs;
  private Health health;

  /** Starts them, ten to a service. */
  @Setup
  public void start() {
    Quiet.please();
    HealthBuilder builder = Health.builder().time(time).checkExecutor(Runnable::run).overall();
    for (int service = 0; service < CHECK_COUNT / 10; service++) {
      ServiceCheck[] checks = new ServiceCheck[10];
      for (int i = 0; i < checks.length; i++) {
        checks[i] =
            ServiceCheck.blocking("check " + service + '.' + i, context -> pass())
                .period(PERIOD)
                .build();
      }
      builder.service("service " + service, checks);
    }
    health = builder.start();
  }

  private CheckResult pass() {
    runs++;
    return CheckResult.passing();
  }

  /** Stops them. */
  @TearDown
  public void stop() {
    health.close();
  }

  /** One period goes by; the time is that of one run. */
  @Benchmark
  @OperationsPerInvocation(CHECK_COUNT)
  public long period() {
    time.advance(PERIOD);
    return runs;
  }
}
