package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.FAILING;
import static dev.vitals.health.CheckResult.Outcome.PASSING;
import static dev.vitals.health.CheckResult.Outcome.UNKNOWN;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** With a real server on Netty, which is stopped and started again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GrpcDependencyTest {

  private static final GrpcDependency.Pauses SHORT =
      new GrpcDependency.Pauses(ofMillis(50), ofMillis(200));

  private static final Duration LONG_AFTER_A_PAUSE = ofMillis(600);

  private final ServiceStatus bar = ServiceStatus.create("bar");
  private Health health = Health.builder().service("acme.Bar", bar).start();
  private Server server = serveOnItsOwnPort();
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();

  /**
   * On a port below those that a system gives to whoever connects, so that no other process has
   * taken it while the server was stopped.
   */
  private Server serveOnItsOwnPort() {
    for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 30_000; port++) {
      try {
        return start(port, List.of(GrpcHealth.of(health).bindService()));
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new IllegalStateException("port: none is free (expected: one of 20000 to 29999)");
  }

  /**
   * Serves again. The JDK closes a socket that listens only when its selector looks next, so that
   * the port may be in use for a moment after the server has terminated.
   */
  private static Server serve(int port, List<ServerServiceDefinition> services) {
    return await()
        .atMost(ofSeconds(20))
        .ignoreExceptions()
        .until(() -> start(port, services), started -> true);
  }

  private Server serve(int port) {
    return serve(port, List.of(GrpcHealth.of(health).bindService()));
  }

  private static Server start(int port, List<ServerServiceDefinition> services) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
        .addServices(services)
        .build()
        .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    health.close();
  }

  private static void becomes(GrpcDependency dependency, CheckResult.Outcome outcome, String why) {
    await()
        .atMost(ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(dependency.status().get().outcome()).isEqualTo(outcome);
              assertThat(dependency.status().get().reason()).contains(why);
            });
  }

  @Test
  void Each_change_is_pushed() {
    try (GrpcDependency dependency = GrpcDependency.watch(channel, "acme.Bar", SHORT)) {
      becomes(dependency, UNKNOWN, "the server says UNKNOWN");
      bar.set(CheckResult.passing());
      becomes(dependency, PASSING, "");
      bar.set(CheckResult.failing("lost"));
      becomes(dependency, FAILING, "the server says NOT_SERVING");
      health.removeService("acme.Bar");
      becomes(dependency, FAILING, "the server knows no 'acme.Bar'");
      assertThat(dependency.status().name()).isEqualTo("grpc:acme.Bar");
      assertThat(dependency.status().tags()).containsExactly("shared");
    }
  }

  @Test
  void A_server_that_stops_fails_at_once_and_serves_again_when_it_is_back() throws Exception {
    bar.set(CheckResult.passing());
    int port = server.getPort();
    try (GrpcDependency dependency = GrpcDependency.watch(channel, "acme.Bar", SHORT)) {
      for (int i = 0; i < 3; i++) {
        becomes(dependency, PASSING, "");
        server.shutdownNow().awaitTermination();
        becomes(dependency, FAILING, "the stream ended: ");
        server = serve(port);
      }
      becomes(dependency, PASSING, "");
      assertThat(health.openWatches()).isEqualTo(1);
    }
  }

  @Test
  void A_server_that_is_down_from_the_start_is_failing_and_not_unknown() throws Exception {
    int port = server.getPort();
    server.shutdownNow().awaitTermination();
    bar.set(CheckResult.passing());
    try (GrpcDependency dependency = GrpcDependency.watch(channel, "acme.Bar", SHORT)) {
      becomes(dependency, FAILING, "the stream ended: UNAVAILABLE");
      server = serve(port);
      becomes(dependency, PASSING, "");
    }
  }

  @Test
  void A_server_without_health_service_counts_as_degraded_until_it_has_one() throws Exception {
    int port = server.getPort();
    server.shutdownNow().awaitTermination();
    server = serve(port, List.of());
    try (GrpcDependency dependency = GrpcDependency.watch(channel, "", SHORT)) {
      becomes(dependency, PASSING, "the server has no health service");
      server.shutdownNow().awaitTermination();
      server = serve(port);
      becomes(dependency, UNKNOWN, "the server says UNKNOWN");
      assertThat(dependency.status().name()).isEqualTo("grpc:127.0.0.1:" + port);
    }
  }

  @Test
  void A_server_that_closes_its_streams_at_once_is_asked_again_after_pauses() throws Exception {
    bar.set(CheckResult.passing());
    health.close(); // its watches tell NOT_SERVING and end
    List<Long> opened = new CopyOnWriteArrayList<>();
    try (GrpcDependency dependency = GrpcDependency.watch(noting(opened), "acme.Bar", SHORT)) {
      becomes(dependency, FAILING, "the stream ended: UNAVAILABLE");
      await().atMost(ofSeconds(20)).until(() -> opened.size() >= 5);
    }
    // Each stream brings an answer first, so that its pause is the shortest: four fifths of 50 ms
    // at
    // least, four times. Timers are never early.
    assertThat(Duration.ofNanos(opened.get(4) - opened.get(0)))
        .isGreaterThanOrEqualTo(ofMillis(160));
  }

  /** The channel, with a note of when each stream was opened. */
  private Channel noting(List<Long> opened) {
    return ClientInterceptors.intercept(
        channel,
        new ClientInterceptor() {
          @Override
          public <Q, A> ClientCall<Q, A> interceptCall(
              MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            opened.add(System.nanoTime());
            return next.newCall(method, options);
          }
        });
  }

  /** Each stream brings one answer and ends. */
  @Test
  void An_answer_resets_the_pauses() throws Exception {
    bar.set(CheckResult.passing());
    int port = server.getPort();
    server.shutdownNow().awaitTermination(20, SECONDS);
    server =
        serve(
            port,
            List.of(ServerInterceptors.intercept(GrpcHealth.of(health), new EndsAfterAnAnswer())));
    GrpcDependency.Pauses growing = new GrpcDependency.Pauses(ofMillis(20), Duration.ofHours(1));
    List<Long> opened = new CopyOnWriteArrayList<>();
    try (GrpcDependency dependency = GrpcDependency.watch(noting(opened), "acme.Bar", growing)) {
      // Pauses that grew by 1.6 would come to more than a minute by now.
      await().atMost(ofSeconds(20)).until(() -> opened.size() >= 18);
      assertThat(dependency.status().get().outcome()).isNotEqualTo(UNKNOWN);
    }
  }

  private static final class EndsAfterAnAnswer implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return next.startCall(
          new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(A answer) {
              super.sendMessage(answer);
              super.close(Status.UNAVAILABLE, new Metadata());
            }

            @Override
            public void close(Status status, Metadata trailers) {
              // It has been closed.
            }
          },
          headers);
    }
  }

  @Test
  void Closed_it_ends_the_stream_and_is_unknown_whatever_comes() {
    bar.set(CheckResult.passing());
    GrpcDependency dependency = GrpcDependency.watch(channel, "acme.Bar", SHORT);
    becomes(dependency, PASSING, "");
    dependency.close();
    assertThat(dependency.status().get().outcome()).isEqualTo(UNKNOWN);
    await().during(LONG_AFTER_A_PAUSE).atMost(ofSeconds(20)).until(() -> health.openWatches() == 0);
    server.shutdownNow();
    await().atMost(ofSeconds(20)).until(server::isTerminated);
    assertThat(dependency.status().get().reason()).isEqualTo("not followed any more");
  }

  @Test
  void Pauses_grow_to_their_limit_give_or_take_a_fifth() {
    GrpcDependency.Pauses pauses = new GrpcDependency.Pauses(ofSeconds(1), ofSeconds(120));
    assertThat(pauses.after(1)).isBetween(ofMillis(800), ofMillis(1200));
    assertThat(pauses.after(2)).isBetween(ofMillis(1280), ofMillis(1920));
    assertThat(pauses.after(1000)).isBetween(ofSeconds(96), ofSeconds(144));
  }

  @Test
  void Answers_parse_as_protobuf_has_them() {
    assertThat(parse()).isEqualTo(ServingStatus.UNKNOWN);
    assertThat(parse(8, 1)).isEqualTo(ServingStatus.SERVING);
    assertThat(parse(8, 1, 8, 2)).as("the last one").isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(parse(8, 99)).as("none of ours").isEqualTo(ServingStatus.UNKNOWN);
    assertThat(parse(0x12, 2, 8, 2, 8, 1))
        .as("after another field")
        .isEqualTo(ServingStatus.SERVING);
    assertThat(parse(0x15, 0, 0, 0, 0, 8, 1)).isEqualTo(ServingStatus.SERVING);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> parse(8))
        .hasMessageContaining("INTERNAL");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> parse(0x12, 5, 1))
        .hasMessageContaining("INTERNAL");
  }

  private static ServingStatus parse(int... bytes) {
    byte[] message = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      message[i] = (byte) bytes[i];
    }
    return HealthWire.WATCH.parseResponse(new ByteArrayInputStream(message));
  }

  @Test
  void Long_names_are_sent_whole() {
    String name = "acme." + "x".repeat(200);
    ServiceStatus status = ServiceStatus.create("long");
    status.set(CheckResult.passing());
    health.addService(name, status);
    try (GrpcDependency dependency = GrpcDependency.watch(channel, name, SHORT)) {
      becomes(dependency, PASSING, "");
    }
  }
}
