package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static dev.vitals.health.grpc.Rig.check;
import static dev.vitals.health.grpc.Rig.list;
import static dev.vitals.health.grpc.Rig.stub;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.WatchRefusedException.Limit;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GrpcHealthTest {

  private final Health health = Health.builder().start();

  @AfterEach
  void close() {
    health.close();
  }

  @Nested
  @ParameterizedClass
  @EnumSource(Transport.class)
  class On_every_transport {
    private final Rig rig;
    private final ManagedChannel channel;

    On_every_transport(Transport transport) {
      rig = new Rig(transport, health);
      channel = rig.connect();
    }

    @AfterEach
    void stop() {
      rig.close();
    }

    @Test
    void check_answers_what_was_set() {
      health.set("acme.Foo", NOT_SERVING);
      assertThat(check(channel, "acme.Foo")).isEqualTo(NOT_SERVING);
      health.set("acme.Foo", UNKNOWN);
      assertThat(check(channel, "acme.Foo")).isEqualTo(UNKNOWN);
      assertThat(check(channel, "")).isEqualTo(UNKNOWN);
    }

    @Test
    void check_of_an_unknown_name_is_NOT_FOUND_and_the_name_is_not_echoed() {
      assertThatThrownBy(() -> check(channel, "acme.Nobody"))
          .hasMessage("NOT_FOUND: unknown service");
    }

    @Test
    void list_shows_every_known_service_and_none_that_is_only_watched() {
      health.set("acme.Foo", NOT_SERVING);
      Follower.of(channel, "acme.Nobody").expect(SERVICE_UNKNOWN);
      assertThat(list(channel)).isEqualTo(Map.of("", NOT_SERVING, "acme.Foo", NOT_SERVING));
    }

    @Test
    void watch_starts_with_the_present_status_and_follows_every_change_that_is_read() {
      health.set("acme.Foo", SERVING);
      Follower follower = Follower.of(channel, "acme.Foo").expect(SERVING);
      health.set("acme.Foo", NOT_SERVING);
      follower.expect(NOT_SERVING);
      health.set("acme.Foo", UNKNOWN);
      follower.expect(UNKNOWN);
      health.removeService("acme.Foo");
      follower.expect(SERVICE_UNKNOWN);
      health.set("acme.Foo", SERVING);
      follower.expect(SERVING);
    }

    @Test
    void watch_of_an_unknown_name_stays_open_until_it_is_known() {
      Follower follower = Follower.of(channel, "acme.Foo").expect(SERVICE_UNKNOWN);
      health.set("acme.Foo", NOT_SERVING);
      follower.expect(NOT_SERVING);
    }

    @Test
    void watch_repeats_nothing() {
      health.set("acme.Foo", SERVING);
      Follower follower = Follower.of(channel, "acme.Foo").expect(SERVING);
      health.set("acme.Foo", SERVING);
      health.set("acme.Foo", NOT_SERVING);
      follower.expect(NOT_SERVING).expectNothing();
    }

    @Test
    void a_cancelled_watch_leaves_nothing_behind() throws Exception {
      Follower follower = Follower.of(channel, "acme.Nobody").expect(SERVICE_UNKNOWN);
      assertThat(health.openWatches()).isEqualTo(1);
      follower.cancel();
      Rig.awaitNoWatches(health);
    }

    @Test
    void a_lost_connection_releases_its_watches() throws Exception {
      ManagedChannel lost = rig.connect();
      Follower.of(lost, "acme.Nobody").expect(SERVICE_UNKNOWN);
      Follower.of(lost, "").expect(SERVING);
      lost.shutdownNow();
      Rig.awaitNoWatches(health);
    }

    @Test
    void a_drain_tells_every_watcher_and_a_close_ends_what_is_left() {
      health.set("acme.Foo", SERVING);
      Follower foo = Follower.of(channel, "acme.Foo").expect(SERVING);
      Follower overall = Follower.of(channel, "").expect(SERVING);
      Follower nobody = Follower.of(channel, "acme.Nobody").expect(SERVICE_UNKNOWN);
      health.drain();
      foo.expect(NOT_SERVING);
      overall.expect(NOT_SERVING);
      nobody.expectNothing();
      rig.server.shutdown();
      health.close();
      foo.expectEnd(Status.Code.UNAVAILABLE);
      overall.expectEnd(Status.Code.UNAVAILABLE);
      nobody.expectEnd(Status.Code.UNAVAILABLE);
    }

    @Test
    void open_watches_do_not_hang_the_shutdown() throws Exception {
      Follower.of(channel, "").expect(SERVING);
      rig.server.shutdown();
      health.close();
      assertThat(rig.server.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_close_without_a_drain_still_tells_NOT_SERVING_first() {
      Follower follower = Follower.of(channel, "").expect(SERVING);
      health.close();
      follower.expect(NOT_SERVING).expectEnd(Status.Code.UNAVAILABLE);
    }

    @Test
    void a_watch_that_comes_after_the_close_ends_at_once() {
      health.close();
      Follower.of(channel, "").expect(NOT_SERVING).expectEnd(Status.Code.UNAVAILABLE);
    }

    @Test
    void a_call_without_a_request_is_refused() throws Exception {
      assertThat(call(HealthGrpc.getCheckMethod(), Rig.ask(""), 0)).isEqualTo(Status.Code.INTERNAL);
      assertThat(call(HealthGrpc.getWatchMethod(), Rig.ask(""), 0)).isEqualTo(Status.Code.INTERNAL);
      assertThat(call(HealthGrpc.getListMethod(), HealthListRequest.getDefaultInstance(), 0))
          .isEqualTo(Status.Code.INTERNAL);
      assertThat(health.openWatches()).isZero();
    }

    @Test
    void a_second_request_is_refused() throws Exception {
      // grpc-java itself resets the stream of the Check; of the Watch it is ours to see.
      assertThat(call(HealthGrpc.getCheckMethod(), Rig.ask(""), 2)).isNotEqualTo(Status.Code.OK);
      assertThat(call(HealthGrpc.getWatchMethod(), Rig.ask(""), 2)).isNotEqualTo(Status.Code.OK);
      assertThat(call(HealthGrpc.getListMethod(), HealthListRequest.getDefaultInstance(), 2))
          .isNotEqualTo(Status.Code.OK);
      assertThat(health.openWatches()).isZero();
    }

    @Test
    void a_request_that_does_not_parse_is_refused_as_INTERNAL() throws Exception {
      byte[] cut = {10, 5, 'x'}; // says five bytes, brings one
      byte[] notUtf8 = {10, 1, (byte) 0x80};
      for (MethodDescriptor<?, ?> method : HealthGrpc.getServiceDescriptor().getMethods()) {
        assertThat(call(method.toBuilder(new Bytes(), new Bytes()).build(), cut, 1))
            .isEqualTo(Status.Code.INTERNAL);
      }
      for (var method : List.of(HealthGrpc.getCheckMethod(), HealthGrpc.getWatchMethod())) {
        assertThat(call(method.toBuilder(new Bytes(), new Bytes()).build(), notUtf8, 1))
            .isEqualTo(Status.Code.INTERNAL);
      }
      assertThat(health.openWatches()).isZero();
    }

    /** Sends as many requests as told, on a method that looks as if it streamed them. */
    private <Q, A> Status.Code call(MethodDescriptor<Q, A> method, Q request, int requests)
        throws Exception {
      CompletableFuture<Status.Code> end = new CompletableFuture<>();
      ClientCall<Q, A> call =
          channel.newCall(
              method.toBuilder().setType(MethodDescriptor.MethodType.BIDI_STREAMING).build(),
              CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status.getCode());
            }
          },
          new Metadata());
      call.request(10);
      for (int i = 0; i < requests; i++) {
        call.sendMessage(request);
      }
      call.halfClose();
      return end.get(20, TimeUnit.SECONDS);
    }
  }

  /** Messages as they are on the wire. */
  private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Nested
  class An_interceptor {

    private final Queue<Object> messages = new ConcurrentLinkedQueue<>();

    /** Sees what is sent and received, and may replace it. */
    private final class Seeing implements ServerInterceptor {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(
            next.startCall(new Spoken<>(call), headers)) {
          @Override
          public void onMessage(Q message) {
            messages.add(message.toString());
            super.onMessage(message);
          }
        };
      }
    }

    private final class Spoken<Q, A> extends SimpleForwardingServerCall<Q, A> {
      Spoken(ServerCall<Q, A> call) {
        super(call);
      }

      @Override
      @SuppressWarnings("unchecked")
      public void sendMessage(A message) {
        messages.add(message);
        super.sendMessage(message == SERVING ? (A) NOT_SERVING : message);
      }
    }

    @Test
    void sees_names_and_statuses_and_may_send_another_one() {
      try (Rig rig =
          new Rig(
              Transport.NETTY, GrpcHealth.of(health), server -> server.intercept(new Seeing()))) {
        ManagedChannel channel = rig.connect();
        assertThat(check(channel, "")).isEqualTo(NOT_SERVING);
        Follower.of(channel, "").expect(NOT_SERVING);
        assertThat(list(channel)).isEqualTo(Map.of("", SERVING));
        assertThat(messages)
            .containsExactly(
                "service: ''", SERVING, "service: ''", SERVING, "service: ''", Map.of("", SERVING));
      }
    }

    @Test
    void may_take_the_messages_as_bytes() {
      ServerServiceDefinition bytes =
          ServerInterceptors.useInputStreamMessages(GrpcHealth.of(health).bindService());
      try (Rig rig = new Rig(Transport.NETTY, () -> bytes, settings -> settings)) {
        ManagedChannel channel = rig.connect();
        assertThat(check(channel, "")).isEqualTo(SERVING);
        Follower.of(channel, "").expect(SERVING);
        assertThat(list(channel)).isEqualTo(Map.of("", SERVING));
      }
    }
  }

  @Nested
  class Limits {

    @ParameterizedTest
    @ValueSource(ints = {257, 8_100, 12_000, 70_000})
    void a_long_name_harms_no_other_call_on_its_connection(int length) {
      try (Rig rig = new Rig(Transport.NETTY, health)) {
        ManagedChannel channel = rig.connect();
        Follower other = Follower.of(channel, "").expect(SERVING);
        String name = "x".repeat(length);
        assertThatThrownBy(() -> check(channel, name)).hasMessage("NOT_FOUND: unknown service");
        Follower.of(channel, name).expectEnd(Status.Code.INVALID_ARGUMENT);
        health.set("", NOT_SERVING);
        other.expect(NOT_SERVING);
      }
    }

    @Test
    void too_many_watches_or_unknown_names_are_refused_and_checks_are_not() {
      try (Health small =
              Health.builder()
                  .service("acme.Foo")
                  .maxWatches(3)
                  .maxWatchesPerClient(3)
                  .maxUnknownNames(1)
                  .maxUnknownNamesPerClient(3)
                  .start();
          Rig rig = new Rig(Transport.NETTY, small)) {
        ManagedChannel channel = rig.connect();
        Follower.of(channel, "acme.Nobody").expect(SERVICE_UNKNOWN);
        Follower.of(channel, "acme.Nobody2").expectEnd(Status.Code.RESOURCE_EXHAUSTED);
        Follower.of(channel, "acme.Nobody").expect(SERVICE_UNKNOWN);
        Follower.of(channel, "acme.Foo").expect(SERVING);
        Follower.of(channel, "acme.Foo").expectEnd(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(check(channel, "acme.Foo")).isEqualTo(SERVING);
      }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void each_connection_has_an_allowance_of_its_own(Transport transport) {
      try (Health small = Health.builder().service("acme.Foo").maxWatchesPerClient(2).start();
          Rig rig = new Rig(transport, small)) {
        for (ManagedChannel channel : List.of(rig.connect(), rig.connect())) {
          Follower.of(channel, "acme.Foo").expect(SERVING);
          Follower.of(channel, "acme.Foo").expect(SERVING);
          Follower.of(channel, "acme.Foo").expectEnd(Status.Code.RESOURCE_EXHAUSTED);
        }
      }
    }

    @Test
    void list_answers_whole_or_RESOURCE_EXHAUSTED() {
      GrpcHealth service = GrpcHealth.of(health).listLimit(3);
      try (Rig rig = new Rig(Transport.NETTY, service, settings -> settings)) {
        ManagedChannel channel = rig.connect();
        health.set("a", SERVING);
        health.set("b", SERVING);
        assertThat(list(channel)).hasSize(3);
        health.set("c", SERVING);
        assertThatThrownBy(() -> list(channel))
            .hasMessage("RESOURCE_EXHAUSTED: more than 3 services");
        health.removeService("a");
        assertThat(list(channel)).hasSize(3);
      }
    }

    @Test
    void a_list_that_is_too_long_is_refused_by_the_source_and_never_made() {
      AtomicInteger limitAsked = new AtomicInteger();
      HealthSource source =
          new ForwardingSource(health) {
            @Override
            public SortedMap<String, ServingStatus> statuses() {
              throw new AssertionError("made");
            }

            @Override
            public Optional<SortedMap<String, ServingStatus>> statuses(int limit) {
              limitAsked.set(limit);
              return Optional.empty();
            }
          };
      try (Rig rig = new Rig(Transport.NETTY, source)) {
        assertThatThrownBy(() -> list(rig.connect()))
            .hasMessage("RESOURCE_EXHAUSTED: more than 100 services");
        assertThat(limitAsked).hasValue(100);
      }
    }

    @ParameterizedTest
    @CsvSource({
      "NAME_LENGTH, INVALID_ARGUMENT, service name too long",
      "OPEN_WATCHES, RESOURCE_EXHAUSTED, too many open watches",
      "UNKNOWN_NAMES, RESOURCE_EXHAUSTED, too many unknown names",
      "WATCHES_OF_CLIENT, RESOURCE_EXHAUSTED, too many open watches of this client",
      "UNKNOWN_NAMES_OF_CLIENT, RESOURCE_EXHAUSTED, too many unknown names of this client",
    })
    void a_watch_that_the_source_refuses_ends_with_what_it_is_refused_for(
        Limit limit, Status.Code code, String description) {
      HealthSource source =
          new ForwardingSource(health) {
            @Override
            public Watch watch(String service, WatchListener listener) {
              throw new WatchRefusedException(limit, "not for the wire");
            }
          };
      try (Rig rig = new Rig(Transport.NETTY, source)) {
        Status end = Follower.of(rig.connect(), "").end();
        assertThat(end.getCode()).isEqualTo(code);
        assertThat(end.getDescription()).isEqualTo(description);
      }
    }

    @Test
    void list_can_be_left_out() {
      GrpcHealth service = GrpcHealth.of(health).listLimit(0);
      try (Rig rig = new Rig(Transport.NETTY, service, settings -> settings)) {
        assertThatThrownBy(() -> stub(rig.connect()).list(HealthListRequest.getDefaultInstance()))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
      }
    }

    @Test
    void a_negative_list_limit_is_refused() {
      assertThatThrownBy(() -> GrpcHealth.of(health).listLimit(-1))
          .hasMessage("listLimit: -1 (expected: >= 0)");
    }
  }
}
