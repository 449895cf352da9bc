package dev.vitals.conformance.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.http2.RawFault.Rule;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The raw client sees what HTTP/2 forbids, and says which frame it was. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RawFaultTest {
  private static final byte[] MESSAGE = WireBytes.framed(WireHealth.response(1));

  /** Answers, and sends a message more with each PING. */
  private static final RawServer.Script MESSAGES =
      (peer, frame) -> {
        if (RawServer.Peer.endsRequest(frame)) {
          peer.headers(frame.stream());
          peer.data(frame.stream(), MESSAGE, 0, false);
        } else if (frame instanceof RawFrame.Ping ping) {
          peer.data(1, MESSAGE, 0, false);
          peer.pong(ping.content());
        }
      };

  private final BlockingQueue<RawFault> faults = new LinkedBlockingQueue<>();
  private final RawClient client = new RawClient(line -> {}, faults::add);
  private Optional<RawServer> server = Optional.empty();

  @AfterEach
  void close() {
    client.close();
    server.ifPresent(RawServer::close);
  }

  private RawConnection connect(RawServer.Script script, RawSettings ours) {
    RawServer started = new RawServer(script);
    server = Optional.of(started);
    return client.connect(started.address(), ours);
  }

  private RawConnection connect(RawServer.Script script) {
    return connect(script, RawSettings.DEFAULT);
  }

  private RawFault fault() throws InterruptedException {
    RawFault fault = faults.poll(5, TimeUnit.SECONDS);
    assertThat(fault).as("a fault").isNotNull();
    return fault;
  }

  private static RawServer.Script sending(String hex) {
    return (peer, frame) -> {
      if (RawServer.Peer.endsRequest(frame)) {
        peer.bytes(WireBytes.hex(hex));
      }
    };
  }

  @Test
  void an_ordinary_call_has_none() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (RawServer.Peer.endsRequest(frame)) {
                peer.answer(frame.stream(), WireHealth.SERVING);
              }
            });
    assertThat(connection.check("a").code()).isEqualTo(WireCode.OK);
    connection.watch("b").cancel();
    assertThat(connection.check("c").code()).isEqualTo(WireCode.OK);
    assertThat(faults).isEmpty();
  }

  @Test
  void more_than_the_initial_window() throws Exception {
    connect(MESSAGES, RawSettings.DEFAULT.initialWindow(3)).openUnread(RawRequest.watch()).finish();
    RawFault fault = fault();
    assertThat(fault.rule()).isEqualTo(Rule.INITIAL_WINDOW);
    assertThat(fault.came())
        .startsWith("DATA 1 00 00 00 00 02 08 01")
        .endsWith("4 bytes more than an initial window of 3 bytes has room for");
  }

  @Test
  void more_than_was_granted() throws Exception {
    RawConnection connection = connect(MESSAGES, RawSettings.DEFAULT.initialWindow(0));
    RawStream stream = connection.openUnread(RawRequest.watch());
    stream.grant(5);
    stream.finish();
    RawFault fault = fault();
    assertThat(fault.rule()).isEqualTo(Rule.WINDOW);
    assertThat(fault.came()).endsWith("2 bytes more than the window of its stream has room for");
  }

  @Test
  void padding_takes_up_room_too() throws Exception {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (RawServer.Peer.endsRequest(frame)) {
                peer.headers(frame.stream());
                peer.data(frame.stream(), MESSAGE, 9, false);
              }
            },
            RawSettings.DEFAULT.initialWindow(10));
    connection.openUnread(RawRequest.watch()).finish();
    assertThat(fault().came()).contains("6 bytes more");
  }

  @Test
  void more_than_the_window_of_the_connection() throws Exception {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (RawServer.Peer.endsRequest(frame)) {
                peer.headers(frame.stream());
                peer.data(frame.stream(), new byte[15_000], 0, false);
              }
            },
            RawSettings.DEFAULT.withoutRefill());
    for (int i = 0; i < 5; i++) {
      connection.openUnread(RawRequest.watch()).finish();
    }
    RawFault fault = fault();
    assertThat(fault.rule()).isEqualTo(Rule.WINDOW);
    assertThat(fault.came()).endsWith("9465 bytes more than the connection's window has room for");
    assertThat(connection.left()).isEqualTo(-9465);
  }

  @Test
  void a_window_that_was_taken_back_counts_once_that_is_acknowledged() throws Exception {
    RawConnection connection = connect(MESSAGES, RawSettings.DEFAULT.initialWindow(100));
    RawStream watch = connection.openUnread(RawRequest.watch()).finish();
    watch.next();
    assertThat(connection.announce(RawFrame.Settings.INITIAL_WINDOW_SIZE, 0)).isPositive();
    assertThat(faults).isEmpty();
    connection.ping();
    assertThat(fault().came()).contains("14 bytes more than an initial window of 0 bytes");
  }

  @Test
  void an_empty_frame_needs_no_room() {
    RawConnection connection =
        connect(
            (peer, frame) -> {
              if (RawServer.Peer.endsRequest(frame)) {
                peer.headers(frame.stream());
                peer.data(frame.stream(), WireBytes.NONE, 0, true);
              }
            },
            RawSettings.DEFAULT.initialWindow(0));
    connection.openUnread(RawRequest.watch()).finish().awaitEnd();
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "00 00 04 08 00 00 00 00 01 00 00 00 00, 'WINDOW_UPDATE on stream 1, flags 0x00, 00 00 00 00: '",
    "00 00 01 00 00 00 00 00 63 aa, 'DATA 99 aa, on a stream that nobody has opened'",
    "00 00 01 01 05 00 00 00 02 88, 'on a stream that nobody has opened'",
    "00 00 05 05 04 00 00 00 01 00 00 00 02 88, PUSH_PROMISE on stream 1",
    "00 00 07 06 00 00 00 00 00 00 00 00 00 00 00 00, 'PING on stream 0, flags 0x00, '",
    "00 40 01 00 00 00 00 00 01, 'DATA on stream 1, flags 0x00, (no bytes): Frame length'",
    "00 00 01 01 05 00 00 00 01 88 00 00 01 00 00 00 00 00 01 aa, 'after the end of its stream'",
  })
  void a_frame_that_HTTP2_forbids(String hex, String came) throws Exception {
    connect(sending(hex)).watch("x");
    RawFault fault = fault();
    assertThat(fault.rule()).isEqualTo(Rule.FRAME);
    assertThat(fault.came()).contains(came);
  }

  @Test
  void an_answer_that_is_not_HTTP2_at_all() throws Exception {
    connect(sending("48 54 54 50 2f 31 2e 31 20 34 30 30")).watch("x");
    assertThat(fault().rule()).isEqualTo(Rule.FRAME);
  }

  @Test
  void a_field_that_the_header_table_does_not_have() throws Exception {
    RawStream watch = connect(sending("00 00 03 01 04 00 00 00 01 ff 80 01")).watch("x");
    RawFault fault = fault();
    assertThat(fault.rule()).isEqualTo(Rule.HEADER_BLOCK);
    assertThat(fault.came()).startsWith("HEADERS on stream 1, flags 0x04, ff 80 01: ");
    assertThat(watch.awaitEnd().lost())
        .hasValueSatisfying(why -> assertThat(why).contains("not HTTP/2"));
  }

  @Test
  void a_header_table_that_is_not_given_up_when_it_must_be() throws Exception {
    connect(MESSAGES, RawSettings.DEFAULT.headerTable(0)).watch("x");
    RawFault fault = fault();
    assertThat(fault.rule()).isEqualTo(Rule.HEADER_BLOCK);
    assertThat(fault.came()).containsIgnoringCase("dynamic table size change required");
  }

  @Test
  void only_the_first_one_on_a_connection_is_told() throws Exception {
    RawConnection connection = connect(MESSAGES, RawSettings.DEFAULT.initialWindow(0));
    connection.openUnread(RawRequest.watch()).finish().awaitMessages(1);
    connection.ping();
    connection.ping();
    assertThat(fault().came()).contains("7 bytes more");
    assertThat(faults.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }
}
