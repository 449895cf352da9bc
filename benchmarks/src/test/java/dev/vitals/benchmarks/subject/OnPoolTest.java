package dev.vitals.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OnPoolTest {

  /** Notes which threads serve calls. */
  private static final class Threads implements ServerInterceptor {

    final Set<Thread> seen = ConcurrentHashMap.newKeySet();

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      seen.add(Thread.currentThread());
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
        int checks = 4 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < checks; i++) {
          HealthGrpc.newBlockingStub(channel)
              .check(HealthCheckRequest.newBuilder().setService(Subject.SERVICE).build());
        }
      } finally {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      }
    }
    assertThat(threads.seen)
        .hasSize(Runtime.getRuntime().availableProcessors())
        .allMatch(thread -> thread.getName().startsWith("pool-"));
  }
}
