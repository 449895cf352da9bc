package dev.vitals.examples.quickstart;

import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import acme.FooServiceGrpc;
import acme.GreetReply;
import acme.GreetRequest;
import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class HardenedServerTest {

  /** A service whose database hangs. */
  private static final class HangingFoo extends FooServiceGrpc.FooServiceImplBase {

    private final CountDownLatch hanging = new CountDownLatch(CallThreads.MOST);
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void greet(GreetRequest request, StreamObserver<GreetReply> reply) {
      hanging.countDown();
      try {
        end.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      reply.onNext(GreetReply.getDefaultInstance());
      reply.onCompleted();
    }
  }

  @Test
  void calls_that_hang_keep_no_probe_waiting_and_make_a_bounded_number_of_threads()
      throws Exception {
    HangingFoo foo = new HangingFoo();
    CallThreads threads = new CallThreads();
    Health health = Health.builder().service("acme.FooService").start();
    Server server =
        HardenedServer.on("127.0.0.1", 0)
            .directExecutor()
            .callExecutor(threads)
            .addService(foo)
            .addService(GrpcHealth.of(health))
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    try (Client prober = new Client(server.getPort())) {
      FooServiceGrpc.FooServiceFutureStub client = FooServiceGrpc.newFutureStub(channel);
      var calls =
          Stream.generate(() -> client.greet(GreetRequest.getDefaultInstance()))
              .limit(300)
              .toList();
      assertThat(foo.hanging.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(prober.check("acme.FooService")).isEqualTo(SERVING);
      assertThat(threads.count()).isEqualTo(CallThreads.MOST);
      assertThat(calls).noneMatch(Future::isDone);
      foo.end.countDown();
      for (Future<GreetReply> call : calls) {
        assertThat(call.get(20, TimeUnit.SECONDS)).isNotNull();
      }
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
      health.close();
      threads.close();
    }
  }

  @Test
  void its_limits_are_those_that_health_port_is_tried_with() throws IOException {
    assertThat(limits(".", "quickstart")).isEqualTo(limits("../health-port", "port"));
  }

  private static String limits(String example, String name) throws IOException {
    Path source =
        Path.of(example, "src/main/java/dev/vitals/examples", name, "HardenedServer.java");
    return Files.readString(source)
        .replace("package dev.vitals.examples." + name, "package dev.vitals.examples");
  }
}
