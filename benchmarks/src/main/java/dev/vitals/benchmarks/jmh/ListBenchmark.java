package dev.vitals.benchmarks.jmh;

import dev.vitals.benchmarks.subject.Subject;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.grpc.GrpcHealth;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import dev.vitals.health.v1.HealthListResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
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

/** List, in the core and as a call. Vitals alone: no peer on the JVM offers it with a limit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ListBenchmark {

  /** How many services are known, beside the overall one. */
  @Param({"1", "10", "99"})
  public int services;

  /** Over what the call goes. */
  @Param({"IN_PROCESS", "NETTY"})
  public Transport transport;

  private Health health;
  private Server server;
  private ManagedChannel channel;

  /** Adds the services. */
  @Setup
  public void start() throws Exception {
    Quiet.please();
    HealthBuilder builder = Health.builder();
    for (int i = 0; i < services; i++) {
      builder.service("acme.Service" + i);
    }
    health = builder.start();
    server = transport.serve(new Listed(health));
    channel = transport.connect(server, ForkJoinPool.commonPool());
  }

  /** Stops all. */
  @TearDown
  public void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    health.close();
  }

  /** The map that a transport takes. */
  @Benchmark
  public Map<String, ServingStatus> statuses() {
    return health.statuses();
  }

  /** The whole call. */
  @Benchmark
  public HealthListResponse list() {
    return ClientCalls.blockingUnaryCall(
        channel,
        HealthGrpc.getListMethod(),
        CallOptions.DEFAULT,
        HealthListRequest.getDefaultInstance());
  }

  /** A health that is only listed. */
  private record Listed(Health health) implements Subject {

    @Override
    public ServerServiceDefinition service() {
      return GrpcHealth.of(health).bindService();
    }

    @Override
    public void set(boolean serving) {
      throw new UnsupportedOperationException("set (expected: statuses that stay)");
    }
  }
}
