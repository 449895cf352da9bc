package dev.vitals.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OnPoolTest {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Notes which threads serve calls. Holds the first calls until all the threads have one. */
  private static final class Threads implements ServerInterceptor {

    final Set<Thread> seen = ConcurrentHashMap.newKeySet();
    private final CountDownLatch busy = new CountDownLatch(PROCESSORS);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      seen.add(Thread.currentThread());
      busy.countDown();
      try {
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return next.startCall(call, headers);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VITALS_POOL", "FLOOR_POOL"})
  void calls_are_served_by_as_many_threads_as_there_are_processors(SubjectKind kind)
      throws Exception {
    Threads threads = new Threads();
    try (Subject subject = kind.start()) {
      NettyServerBuilder builder = NettyServerBuilder.forPort(0);
      subject.configure(builder);
      Server server = builder.addService(subject.service()).intercept(threads).build().start();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
      try {
        List<Future<HealthCheckResponse>> checks = new ArrayList<>();
        for (int i = 0; i < 4 * PROCESSORS; i++) {
          checks.add(
              HealthGrpc.newFutureStub(channel)
                  .check(HealthCheckRequest.newBuilder().setService(Subject.SERVICE).build()));
        }
        for (Future<HealthCheckResponse> check : checks) {
          check.get(20, TimeUnit.SECONDS);
        }
      } finally {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      }
    }
    assertThat(threads.seen)
        .hasSize(PROCESSORS)
        .allMatch(thread -> thread.getName().startsWith("pool-"));
  }
}
