package dev.vitals.conformance.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.conformance.clause.Violation;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RawClientTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Consumer<String> GOAWAY = why -> assertThat(why).startsWith("GOAWAY");
  private static final RawServer.Script SILENT = (peer, frame) -> {};
  private static final RawServer.Script SERVING =
      (peer, frame) -> {
        if (RawServer.Peer.endsRequest(frame)) {
          peer.answer(frame.stream(), WireHealth.SERVING);
        }
      };

  private final List<String> trace = new CopyOnWriteArrayList<>();
  private final RawClient client = new RawClient(trace::add);
  private RawServer server = new RawServer(SILENT);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private RawConnection connect(RawServer.Script script) {
    return connect(new Http2Settings(), script, RawSettings.DEFAULT);
  }

  private RawConnection connect(Http2Settings theirs, RawServer.Script script, RawSettings ours) {
    server.close();
    server = new RawServer(theirs, script);
    return client.connect(server.address(), ours);
  }

  private List<RawFrame.Data> dataReceived() {
    return server.received.stream()
        .filter(RawFrame.Data.class::isInstance)
        .map(RawFrame.Data.class::cast)
        .toList();
  }

  @Test
  void a_call_is_kept_frame_by_frame() {
    RawReply reply = connect(SERVING).check("acme.Foo");
    assertThat(reply.frames()).hasSize(3);
    assertThat(reply.headers().orElseThrow().fields().first(":status")).contains("200");
    assertThat(reply.messages()).singleElement();
    assertThat(reply.messages().get(0).payload()).containsExactly(8, 1);
    assertThat(reply.grpcStatus()).contains("0");
    assertThat(reply.code()).isEqualTo(WireCode.OK);
    assertThat(reply.frames()).extracting(RawFrame::at).isSorted();
  }

  @Test
  void request_headers_go_out_as_given_in_order_and_repeated() {
    RawRequest request =
        RawRequest.check().with("te", "x").plus("a-bin", "AQ").plus("a-bin", "Ag==").without("te");
    connect(SERVING).call(request, WireBytes.NONE);
    RawFrame.Headers sent =
        (RawFrame.Headers)
            server.received.stream().filter(RawFrame.Headers.class::isInstance).findFirst().get();
    assertThat(sent.fields().all("a-bin")).containsExactly("AQ", "Ag==");
    assertThat(sent.fields().first("te")).isEmpty();
    assertThat(sent.fields().first(":authority"))
        .contains("127.0.0.1:" + server.address().getPort());
  }

  @Test
  void each_byte_can_travel_in_a_frame_of_its_own_with_the_end_apart() {
    byte[] body = WireBytes.framed(WireHealth.request("x"));
    connect(SERVING).open(RawRequest.check()).sendByteByByte(body).finish().awaitEnd();
    assertThat(dataReceived()).hasSize(body.length + 1);
    assertThat(dataReceived()).filteredOn(RawFrame.Data::endStream).hasSize(1);
    byte[][] pieces = dataReceived().stream().map(RawFrame.Data::bytes).toArray(byte[][]::new);
    assertThat(WireBytes.concat(pieces)).isEqualTo(body);
  }

  @Test
  void a_body_waits_for_the_servers_window_and_then_goes_on() {
    RawConnection connection =
        connect(
            new Http2Settings().initialWindowSize(3),
            (peer, frame) -> {
              if (frame instanceof RawFrame.Data data && !data.endStream()) {
                peer.grant(frame.stream(), data.bytes().length);
              }
              SERVING.frame(peer, frame);
            },
            RawSettings.DEFAULT);
    connection.check("seven by");
    assertThat(dataReceived()).hasSizeGreaterThan(4).allMatch(data -> data.bytes().length <= 3);
  }

  @Test
  void a_large_body_is_cut_at_frame_size_and_at_both_windows() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame instanceof RawFrame.Data data && !data.endStream()) {
                peer.grant(frame.stream(), data.bytes().length);
                peer.grant(0, data.bytes().length);
              }
              SERVING.frame(peer, frame);
            });
    assertThat(connection.check("x".repeat(300_000)).code()).isEqualTo(WireCode.OK);
    assertThat(dataReceived().stream().mapToInt(data -> data.bytes().length).sum())
        .isGreaterThan(300_000);
    assertThat(dataReceived()).allMatch(data -> data.bytes().length <= 16_384);
  }

  @Test
  void a_message_is_whole_however_its_frames_are_cut_or_padded() {
    RawStream stream =
        connect(
                (peer, frame) -> {
                  if (RawServer.Peer.endsRequest(frame)) {
                    peer.headers(frame.stream());
                    for (byte each : WireBytes.framed(WireHealth.response(2))) {
                      peer.data(frame.stream(), new byte[] {each}, 9, false);
                    }
                    peer.data(frame.stream(), WireBytes.NONE, 0, false);
                  }
                })
            .watch("acme.Foo");
    WireMessage message = stream.next();
    assertThat(WireHealth.readResponse(message.payload()).status()).isEqualTo(2);
    assertThat(message.frames()).isEqualTo(7);
    assertThat(stream.reply().data()).extracting(RawFrame.Data::padding).startsWith(9);
  }

  @Test
  void headers_in_many_continuation_frames_are_one_block() {
    RawReply reply =
        connect(
                (peer, frame) -> {
                  if (RawServer.Peer.endsRequest(frame)) {
                    RawHeaders many =
                        RawHeaders.EMPTY.plus(":status", "200").plus("x", "y".repeat(40_000));
                    peer.headers(frame.stream(), many, false);
                    peer.trailers(frame.stream(), "0");
                  }
                })
            .check("");
    assertThat(reply.blocks()).hasSize(2);
    assertThat(reply.headers().orElseThrow().fields().first("x").orElseThrow()).hasSize(40_000);
  }

  @Test
  void interim_headers_are_not_the_response_headers() {
    RawReply reply =
        connect(
                (peer, frame) -> {
                  if (RawServer.Peer.endsRequest(frame)) {
                    peer.headers(frame.stream(), RawHeaders.EMPTY.plus(":status", "103"), false);
                    peer.answer(frame.stream(), 1);
                  }
                })
            .check("");
    assertThat(reply.httpStatus()).isEqualTo("200");
    assertThat(reply.blocks()).hasSize(3);
  }

  @Test
  void an_unread_stream_is_never_granted_more_while_its_neighbour_is() {
    RawServer.Script flood =
        (peer, frame) -> {
          if (RawServer.Peer.endsRequest(frame)) {
            peer.headers(frame.stream());
            for (int i = 0; i < 4; i++) {
              peer.data(frame.stream(), new byte[15_000], 0, false);
            }
          }
        };
    RawConnection connection = connect(flood);
    RawStream unread = connection.openUnread(RawRequest.watch()).finish();
    RawStream read = connection.open(RawRequest.watch()).finish();
    unread.awaitMessages(12_000);
    read.awaitMessages(12_000);
    connection.grant(99, 1); // a fence: all grants before it have left
    await(() -> granted(99) == 1);
    assertThat(granted(unread.id())).isZero();
    assertThat(granted(read.id())).isPositive();
    assertThat(granted(0)).isEqualTo(120_000);
    unread.grant(7);
    await(() -> granted(unread.id()) == 7);
  }

  @Test
  void a_reading_stream_gets_a_window_even_where_new_streams_start_with_none() {
    RawConnection connection =
        connect(new Http2Settings(), SERVING, RawSettings.DEFAULT.initialWindow(0));
    RawStream unread = connection.openUnread(RawRequest.watch());
    RawStream read = connection.open(RawRequest.watch());
    await(() -> granted(read.id()) == RawSettings.WINDOW);
    assertThat(granted(unread.id())).isZero();
    assertThat(announcedByUs(RawFrame.Settings.INITIAL_WINDOW_SIZE)).isZero();
  }

  @Test
  void ping_waits_for_its_own_answer() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame instanceof RawFrame.Ping ping) {
                peer.pong(ping.content() + 1000);
                peer.pong(ping.content());
              }
            });
    assertThat(connection.ping()).isPositive();
    assertThat(connection.ping()).isPositive();
  }

  @Test
  void what_does_not_come_is_told_with_what_came_instead() {
    RawConnection connection =
        connect(
            new Http2Settings(),
            (peer, frame) -> {
              if (frame instanceof RawFrame.Headers) {
                peer.headers(frame.stream());
              }
            },
            RawSettings.DEFAULT.patience(SHORT));
    RawStream stream = connection.watch("x");
    stream.awaitHeaders();
    assertThatThrownBy(stream::next)
        .isInstanceOf(Violation.class)
        .hasMessageContaining("a message on /grpc.health.v1.Health/Watch")
        .hasMessageContaining("no message, and the call is still open");
    assertThatThrownBy(connection::ping).hasMessageContaining("PING ACK");
  }

  @Test
  void a_wait_is_over_when_it_can_not_be_fulfilled_any_more() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (RawServer.Peer.endsRequest(frame)) {
                peer.reset(frame.stream(), RawErrors.REFUSED_STREAM);
              }
            });
    long start = System.nanoTime();
    RawStream stream = connection.watch("x");
    assertThatThrownBy(stream::next)
        .hasMessageContaining("UNAVAILABLE by RST_STREAM REFUSED_STREAM");
    assertThat(stream.awaitEnd().code()).isEqualTo(WireCode.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void the_connections_end_ends_every_call_on_it() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame.stream() == 3) {
                peer.goAway(3, RawErrors.ENHANCE_YOUR_CALM, "too_many_pings");
                peer.close();
              }
            });
    RawStream first = connection.watch("a");
    RawStream second = connection.watch("b");
    assertThat(first.awaitEnd().lost()).isPresent();
    assertThat(second.awaitEnd().code()).isEqualTo(WireCode.UNAVAILABLE);
    assertThat(connection.awaitGoAway().debug()).isEqualTo("too_many_pings");
    assertThat(connection.awaitClosed(SHORT)).isPresent();
    assertThat(connection.watch("c").awaitEnd().lost()).isPresent();
  }

  @Test
  void goaway_ends_the_calls_that_the_server_will_not_look_at_and_no_others() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame.stream() == 3 && frame instanceof RawFrame.Data) {
                peer.goAway(1, RawErrors.NO_ERROR, "");
              } else if (frame instanceof RawFrame.Ping) {
                peer.answer(1, WireHealth.SERVING);
              }
            });
    RawStream first = connection.watch("a");
    assertThat(connection.watch("b").awaitEnd().lost()).hasValueSatisfying(GOAWAY);
    assertThat(connection.watch("c").awaitEnd().lost()).hasValueSatisfying(GOAWAY);
    assertThat(first.ended()).isFalse();
    Thread pinger = new Thread(() -> assertThatThrownBy(connection::ping));
    pinger.setDaemon(true);
    pinger.start();
    assertThat(first.awaitEnd().code()).isEqualTo(WireCode.OK);
  }

  @Test
  void frames_after_a_reset_and_for_strange_streams_are_kept_too() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame instanceof RawFrame.Reset) {
                peer.message(frame.stream(), 1);
                peer.trailers(frame.stream(), "0");
                peer.message(77, 1);
                peer.unknownFrame(frame.stream());
              }
            });
    RawStream stream = connection.watch("x");
    stream.cancel();
    assertThat(stream.awaitEnd().messages()).hasSize(1);
    await(() -> connection.strays().size() == 1);
    assertThat(connection.strays().get(0).stream()).isEqualTo(77);
  }

  @Test
  void a_server_that_does_not_speak_http2_is_told_so() {
    server.close();
    server =
        new RawServer(
            (peer, frame) ->
                peer.bytes("HTTP/1.1 400 Bad\r\n".getBytes(StandardCharsets.US_ASCII)));
    RawConnection connection = client.connect(server.address());
    assertThat(connection.awaitClosed(Duration.ofSeconds(5)).orElseThrow().why())
        .contains("not HTTP/2");
  }

  @Test
  void nobody_listening_is_told_at_once() {
    // Not a port of a server that is gone: TCP may connect such a one to itself.
    InetSocketAddress gone = new InetSocketAddress("127.0.0.1", 1);
    assertThatThrownBy(() -> client.connect(gone)).hasMessageContaining("a connection to");
  }

  @Test
  void abort_is_seen_by_the_server_as_a_reset() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame instanceof RawFrame.Ping ping) {
                peer.pong(ping.content());
              }
            });
    connection
        .ping(); // so the server writes nothing when the reset comes, and hears of it by reading
    connection.abort();
    await(() -> server.received.stream().anyMatch(RawFrame.Closed.class::isInstance));
    assertThat(server.received.get(server.received.size() - 1).toString()).contains("reset");
  }

  @Test
  void thousands_of_calls_share_one_connection() {
    RawConnection connection = connect(SERVING);
    List<RawStream> streams =
        IntStream.range(0, 5000).mapToObj(i -> connection.watch("s" + i)).toList();
    assertThat(streams).allMatch(stream -> stream.awaitEnd().code() == WireCode.OK);
  }

  @Test
  void silence_is_seen_as_silence_and_a_frame_is_not() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (frame instanceof RawFrame.Headers) {
                peer.headers(frame.stream());
              } else if (frame instanceof RawFrame.Ping) {
                peer.message(1, 1);
              }
            });
    RawStream stream = connection.watch("x");
    stream.awaitHeaders();
    assertThat(stream.staysQuiet(Duration.ofMillis(50))).isTrue();
    Thread pinger = new Thread(() -> assertThatThrownBy(connection::ping));
    pinger.setDaemon(true);
    pinger.start();
    assertThat(stream.staysQuiet(Duration.ofSeconds(5))).isFalse();
  }

  @Test
  void the_trace_tells_both_directions() {
    RawConnection connection = connect(SERVING);
    connection.check("x");
    assertThat(String.join("\n", trace))
        .contains("raw#1 → HEADERS 1 [:method: POST")
        .contains("→ DATA 1 END_STREAM 00 00 00 00 03 0a 01 78")
        .contains("raw#1 ← DATA 1 00 00 00 00 02 08 01")
        .contains("← HEADERS 1 END_STREAM [grpc-status: 0]");
  }

  @Test
  void closing_leaves_no_thread() {
    connect(SERVING).check("x");
    client.close();
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("raw-client")));
  }

  private long granted(int stream) {
    return server.received.stream()
        .filter(RawFrame.WindowUpdate.class::isInstance)
        .map(RawFrame.WindowUpdate.class::cast)
        .filter(update -> update.stream() == stream)
        .mapToLong(RawFrame.WindowUpdate::increment)
        .sum();
  }

  private long announcedByUs(int setting) {
    return server.received.stream()
        .filter(RawFrame.Settings.class::isInstance)
        .map(frame -> ((RawFrame.Settings) frame).values().get(setting))
        .findFirst()
        .orElseThrow();
  }

  /** Spins (kindly) until the other thread has done it; there is nothing of ours to wait on. */
  private static void await(BooleanSupplier done) {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
