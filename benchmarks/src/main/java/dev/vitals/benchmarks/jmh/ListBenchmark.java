package dev.vitals.benchmarks.jmh;

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
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.util.Map;
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

  private static final String NAME = "list";

  /** How many services are known, beside the overall one. */
  @Param({"1", "10", "99"})
  public int services;

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
    server = InProcessServerBuilder.forName(NAME).addService(GrpcHealth.of(health)).build().start();
    channel = InProcessChannelBuilder.forName(NAME).build();
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

  /** The whole call, in process. */
  @Benchmark
  public HealthListResponse list() {
    return ClientCalls.blockingUnaryCall(
        channel,
        HealthGrpc.getListMethod(),
        CallOptions.DEFAULT,
        HealthListRequest.getDefaultInstance());
  }
}
