package dev.vitals.examples.port;

import static dev.vitals.examples.port.RawClient.ENHANCE_YOUR_CALM;
import static dev.vitals.examples.port.RawClient.REFUSED_STREAM;
import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.examples.port.RawClient.Frame;
import dev.vitals.examples.port.RawClient.Type;
import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each limit: the attack that it answers, and the honest client that it must not hurt. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class LimitsTest {

  private static final String SERVICE = "acme.FooService";
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Health health =
      Health.builder()
          .service(SERVICE)
          .service(
              "slow",
              ServiceCheck.async("never", context -> new CompletableFuture<CheckResult>())
                  .ttl(Duration.ofMinutes(1))
                  .timeout(Duration.ofSeconds(50))
                  .build())
          .start();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<AutoCloseable> open = new ArrayList<>();
  private HealthPort port;

  /** Begins a server with the limits as they are. A test may shorten a time. */
  private NettyServerBuilder limits() {
    return HardenedServer.on("127.0.0.1", 0)
        .intercept(this::seeCancelled)
        .addTransportFilter(
            new ServerTransportFilter() {
              @Override
              public Attributes transportReady(Attributes attributes) {
                connections.incrementAndGet();
                return attributes;
              }
            });
  }

  private <Q, A> ServerCall.Listener<Q> seeCancelled(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onCancel() {
        cancelled.countDown();
        super.onCancel();
      }
    };
  }

  private void serve(NettyServerBuilder builder) throws IOException {
    port = new HealthPort(builder, health);
  }

  private RawClient raw() throws IOException {
    RawClient client = new RawClient(port.port());
    open.add(client);
    return client;
  }

  private ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port.port()).usePlaintext().build();
    open.add(channel::shutdownNow);
    return channel;
  }

  private static HealthGrpc.HealthBlockingStub honest(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), SECONDS);
  }

  private static HealthCheckRequest ask(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    port.close();
  }

  /** Opens Watches on one connection, and has seen the first status of each. */
  private static List<Iterator<HealthCheckResponse>> watches(ManagedChannel channel, int count) {
    List<Iterator<HealthCheckResponse>> watches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      watches.add(honest(channel).watch(ask(SERVICE)));
    }
    watches.forEach(watch -> assertThat(watch.next().getStatus()).isEqualTo(SERVING));
    return watches;
  }

  private void assertTold(List<Iterator<HealthCheckResponse>> watches) {
    health.set(SERVICE, ServingStatus.NOT_SERVING);
    watches.forEach(watch -> assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING));
  }

  @Nested
  class Resets {

    @Test
    void twenty_thousand_calls_reset_at_once_are_cut_off_and_a_neighbour_is_not() throws Exception {
      serve(limits());
      List<Iterator<HealthCheckResponse>> neighbours = watches(channel(), 10);
      RawClient attacker = raw();
      boolean takesMore = true;
      Frame end = null;
      for (int call = 0; call < 20_000 && takesMore && end == null; call++) {
        attacker.call(2 * call + 1, "Check").reset(2 * call + 1);
        if (call % 500 == 499) {
          takesMore = attacker.send();
          end = attacker.await(Type.GOAWAY, Duration.ofMillis(1));
        }
      }
      end = end == null ? attacker.await(Type.GOAWAY, PATIENCE) : end;
      assertThat(takesMore && end == null).as("still takes calls").isFalse();
      if (end != null) {
        assertThat(end.error()).isEqualTo(ENHANCE_YOUR_CALM);
      }
      assertThat(attacker.isClosed(PATIENCE)).isTrue();
      assertTold(neighbours);
    }

    /** What a client sends in half a minute that gives up ten calls each second. */
    @Test
    void a_client_that_cancels_three_hundred_calls_keeps_its_watches() throws Exception {
      serve(limits());
      ManagedChannel channel = channel();
      List<Iterator<HealthCheckResponse>> watches = watches(channel, 10);
      for (int i = 0; i < 300; i++) {
        Context.CancellableContext call = Context.current().withCancellation();
        call.run(() -> assertThat(honest(channel).watch(ask(SERVICE)).next()).isNotNull());
        call.cancel(null);
      }
      assertTold(watches);
      assertThat(connections).hasValue(1);
    }

    /** A hundred Checks a second for ten seconds, none of which is answered in time. */
    @Test
    void a_prober_whose_thousand_checks_time_out_is_not_cut_off() throws Exception {
      serve(limits());
      ManagedChannel channel = channel();
      List<Iterator<HealthCheckResponse>> watches = watches(channel, 1);
      CountDownLatch late = new CountDownLatch(1_000);
      for (int i = 0; i < 1_000; i++) {
        HealthGrpc.newStub(channel)
            .withDeadlineAfter(100, MILLISECONDS)
            .check(ask("slow"), counting(late));
      }
      assertThat(late.await(PATIENCE.toSeconds(), SECONDS)).isTrue();
      assertThat(honest(channel).check(ask(SERVICE)).getStatus()).isEqualTo(SERVING);
      assertTold(watches);
      assertThat(connections).hasValue(1);
    }

    private static StreamObserver<HealthCheckResponse> counting(CountDownLatch late) {
      return new StreamObserver<>() {
        @Override
        public void onNext(HealthCheckResponse status) {}

        @Override
        public void onError(Throwable failure) {
          late.countDown();
        }

        @Override
        public void onCompleted() {}
      };
    }
  }

  @Nested
  class Calls {

    @Test
    void the_thousand_and_first_open_call_of_a_connection_is_refused() throws Exception {
      serve(limits());
      RawClient attacker = raw();
      for (int call = 0; call <= 1_000; call++) {
        attacker.call(2 * call + 1, "Watch").ask(2 * call + 1, SERVICE);
      }
      assertThat(attacker.send()).isTrue();
      Frame refused = attacker.await(Type.RST_STREAM, PATIENCE);
      assertThat(refused.error()).isEqualTo(REFUSED_STREAM);
      assertThat(refused.stream()).isEqualTo(2_001);
      assertThat(honest(channel()).check(ask(SERVICE)).getStatus()).isEqualTo(SERVING);
    }

    /** A proxy, or a dashboard. */
    @Test
    void a_client_with_nine_hundred_watches_is_told_and_still_gets_its_checks() throws Exception {
      serve(limits());
      ManagedChannel channel = channel();
      List<Iterator<HealthCheckResponse>> watches = watches(channel, 900);
      assertThat(honest(channel).check(ask(SERVICE)).getStatus()).isEqualTo(SERVING);
      assertTold(watches);
      assertThat(connections).hasValue(1);
    }
  }

  @Nested
  class Sizes {

    @Test
    void a_message_that_no_name_needs_fails_alone() throws Exception {
      serve(limits());
      ManagedChannel channel = channel();
      List<Iterator<HealthCheckResponse>> watches = watches(channel, 1);
      assertThatThrownBy(() -> honest(channel).check(ask("x".repeat(100_000))))
          .hasMessageStartingWith("RESOURCE_EXHAUSTED");
      assertTold(watches);
    }

    @Test
    void the_longest_name_is_answered() throws Exception {
      serve(limits());
      assertThatThrownBy(() -> honest(channel()).check(ask("x".repeat(256))))
          .hasMessageStartingWith("NOT_FOUND");
    }

    @Test
    void metadata_of_a_megabyte_harms_no_other_connection() throws Exception {
      serve(limits());
      List<Iterator<HealthCheckResponse>> neighbours = watches(channel(), 1);
      assertThatThrownBy(() -> with(1 << 20).check(ask(SERVICE)))
          .isInstanceOf(StatusRuntimeException.class);
      assertTold(neighbours);
    }

    /** A token, tracing and baggage. */
    @Test
    void metadata_of_six_kilobytes_is_taken() throws Exception {
      serve(limits());
      assertThat(with(6 * 1024).check(ask(SERVICE)).getStatus()).isEqualTo(SERVING);
    }

    private HealthGrpc.HealthBlockingStub with(int bytes) {
      Metadata metadata = new Metadata();
      metadata.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(bytes));
      return honest(channel())
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }
  }

  @Nested
  class Pings {

    @Test
    void who_pings_each_second_is_cut_off_and_a_neighbour_is_not() throws Exception {
      serve(limits());
      List<Iterator<HealthCheckResponse>> neighbours = watches(channel(), 1);
      RawClient pinger = raw();
      Frame end = null;
      for (int i = 0; i < 10 && end == null && pinger.ping().send(); i++) {
        end = pinger.await(Type.GOAWAY, Duration.ofSeconds(1));
      }
      assertThat(end).isNotNull();
      assertThat(end.error()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(new String(end.payload(), 8, end.payload().length - 8))
          .isEqualTo("too_many_pings");
      assertTold(neighbours);
    }

    /**
     * A gRPC client can't be told to ping more often than each ten seconds; here it may do twice
     * so.
     */
    @Test
    void who_pings_twice_as_often_as_a_gRPC_client_can_is_not_cut_off() throws Exception {
      serve(limits());
      RawClient pinger = raw(); // without a call
      for (int i = 0; i < 4; i++) {
        assertThat(pinger.await(Type.GOAWAY, Duration.ofMillis(i == 0 ? 1 : 5_200))).isNull();
        assertThat(pinger.ping().send()).isTrue();
        assertThat(pinger.await(Type.PING, PATIENCE)).isNotNull();
      }
      assertThat(pinger.ping().send()).isTrue();
    }
  }

  @Nested
  class Peers {

    /** gRPC takes no shorter time than ten seconds. */
    @Test
    void those_that_answer_no_ping_are_let_go_and_one_that_does_is_kept() throws Exception {
      serve(limits().keepAliveTime(10, SECONDS).keepAliveTimeout(300, MILLISECONDS));
      List<Iterator<HealthCheckResponse>> waiting = watches(channel(), 1);
      RawClient gone = raw();
      gone.call(1, "Watch").ask(1, SERVICE).send();
      assertThat(gone.await(Type.DATA, PATIENCE)).isNotNull();
      RawClient idle = raw();
      idle.send();
      try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
        silent.setSoTimeout((int) PATIENCE.toMillis());
        silent.getInputStream().skip(Long.MAX_VALUE); // until it ends
      }
      assertThat(idle.isClosed(PATIENCE)).isTrue();
      assertThat(cancelled.await(PATIENCE.toSeconds(), SECONDS)).as("its Watch is let go").isTrue();
      assertTold(waiting);
    }

    @Test
    void one_without_a_call_is_let_go_and_its_client_does_not_notice() throws Exception {
      serve(limits().maxConnectionIdle(300, MILLISECONDS));
      ManagedChannel channel = channel();
      assertThat(honest(channel).check(ask(SERVICE)).getStatus()).isEqualTo(SERVING);
      RawClient idle = raw();
      idle.call(1, "Check").ask(1, SERVICE).send();
      assertThat(idle.await(Type.GOAWAY, PATIENCE).error()).isZero();
      assertThat(honest(channel).check(ask(SERVICE)).getStatus()).isEqualTo(SERVING);
    }
  }

  @Nested
  class Age {

    @Test
    void a_watch_outlives_its_connection_by_opening_again_and_sees_the_status_now()
        throws Exception {
      serve(limits().maxConnectionAge(500, MILLISECONDS).maxConnectionAgeGrace(500, MILLISECONDS));
      ManagedChannel channel = channel();
      ServingStatus[] statuses = {ServingStatus.NOT_SERVING, ServingStatus.SERVING};
      int ends = 0;
      while (ends < 4) {
        Iterator<HealthCheckResponse> watch =
            honest(channel).withWaitForReady().watch(ask(SERVICE));
        assertThat(watch.next().getStatus().name()).isEqualTo(health.status(SERVICE).name());
        Status end = end(watch);
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        health.set(SERVICE, statuses[ends++ % 2]); // while nobody watches
      }
      assertThat(connections).hasValueGreaterThanOrEqualTo(ends);
    }

    private static Status end(Iterator<HealthCheckResponse> watch) {
      try {
        while (true) {
          watch.next();
        }
      } catch (StatusRuntimeException e) {
        return e.getStatus();
      }
    }
  }
}
