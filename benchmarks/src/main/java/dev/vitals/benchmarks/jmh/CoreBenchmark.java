package dev.vitals.benchmarks.jmh;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Health;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** health-core without a transport: watchers that poll when they are told. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CoreBenchmark {

  private static final String SERVICE = "acme.FooService";

  /** A health and its watchers. */
  @State(Scope.Benchmark)
  public static class Watched {

    /** How many watch. */
    @Param({"1", "100", "1000", "10000", "100000"})
    public int watchers;

    private final Finish finish = new Finish();
    private Health health;
    private ServingStatus status = ServingStatus.SERVING;

    /** Opens the watches and takes their first statuses. */
    @Setup
    public void open() {
      Quiet.please();
      health = Health.builder().maxWatches(watchers + 1).start();
      health.set(SERVICE, status);
      for (int i = 0; i < watchers; i++) {
        health.watch(SERVICE, this::take).poll();
      }
    }

    private void take(Watch watch) {
      if (watch.poll() != null) {
        finish.arrive();
      }
    }

    void flip() {
      status = status == ServingStatus.SERVING ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
      finish.arm(watchers);
      health.set(SERVICE, status);
    }

    /** Ends all. */
    @TearDown
    public void close() {
      health.close();
    }
  }

  /** The same, with a wait between changes that is not timed. */
  @State(Scope.Benchmark)
  public static class Settled extends Watched {

    /** Lets the change reach everybody. */
    @TearDown(Level.Invocation)
    public void settle() {
      super.finish.await();
    }
  }

  /** From the change to the last watcher's poll. */
  @Benchmark
  public void changeToLastWatcher(Watched watched) {
    watched.flip();
    watched.finish.await();
  }

  /** What the change costs its caller. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void set(Settled settled) {
    settled.flip();
  }

  /** A watch comes and goes among others. */
  @Benchmark
  public void openAndClose(Watched watched) {
    Watch watch = watched.health.watch(SERVICE, told -> {});
    watch.poll();
    watch.close();
  }
}
