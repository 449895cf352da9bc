package dev.vitals.benchmarks.jmh;

import dev.vitals.benchmarks.subject.Subject;
import dev.vitals.benchmarks.subject.SubjectKind;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Check and the opening of a Watch, one at a time and many at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallBenchmark {

  private static final int CONCURRENT_CALL_COUNT = 64;
  private static final HealthCheckRequest REQUEST =
      HealthCheckRequest.newBuilder().setService(Subject.SERVICE).build();

  /** Whose answers. */
  @Param({"VITALS", "STATUS_MANAGER", "FLOOR_SHARDED"})
  public SubjectKind kind;

  /** Over what. */
  @Param({"IN_PROCESS", "NETTY"})
  public Transport transport;

  private final Finish finish = new Finish();
  private Subject subject;
  private Server server;
  private ManagedChannel channel;

  /** Starts a server and a client of one connection. */
  @Setup
  public void start() throws Exception {
    Quiet.please();
    subject = kind.start();
    server = transport.serve(subject);
    channel = transport.connect(server, ForkJoinPool.commonPool());
  }

  /** Stops both. */
  @TearDown
  public void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    subject.close();
  }

  /** One Check after another. */
  @Benchmark
  public HealthCheckResponse check() {
    return ClientCalls.blockingUnaryCall(
        channel, HealthGrpc.getCheckMethod(), CallOptions.DEFAULT, REQUEST);
  }

  /** Checks, 64 at once; the time is that of one. */
  @Benchmark
  @OperationsPerInvocation(CONCURRENT_CALL_COUNT)
  public void checksAtOnce() {
    finish.arm(CONCURRENT_CALL_COUNT);
    for (int i = 0; i < CONCURRENT_CALL_COUNT; i++) {
      start(channel.newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT), false);
    }
    finish.await();
  }

  /** A Watch that opens, gets its first status and is cancelled. */
  @Benchmark
  public void openAndCloseWatch() {
    finish.arm(1);
    start(channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT), true);
    finish.await();
  }

  private void start(ClientCall<HealthCheckRequest, HealthCheckResponse> call, boolean one) {
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(HealthCheckResponse response) {
            if (one) {
              call.cancel("seen", null);
            }
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            finish.arrive();
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(REQUEST);
    call.halfClose();
  }
}
