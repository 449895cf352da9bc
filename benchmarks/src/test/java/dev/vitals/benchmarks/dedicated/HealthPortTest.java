package dev.vitals.benchmarks.dedicated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * What the conformance suite does not look at: windows that open byte by byte, and rude clients.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HealthPortTest {

  private static final String SERVING = "00000000020801";
  private static final String NOT_SERVING = "00000000020802";
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;

  private final Health health = Health.builder().start();
  private final HealthPort port =
      HealthPort.start(health, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  @AfterEach
  void stop() {
    port.close();
    health.close();
  }

  private RawWatch connect(int window) throws Exception {
    return new RawWatch(port.port(), window);
  }

  @Test
  void a_message_is_cut_to_the_window_and_goes_on_where_it_was() throws Exception {
    try (RawWatch client = connect(3)) {
      client.watch(1);
      assertThat(client.next("DATA")).isEqualTo("DATA 000000");

      health.set("", ServingStatus.NOT_SERVING); // the half of a message goes first
      client.widen(1, 1);
      assertThat(client.next()).isEqualTo("DATA 00");
      client.widen(1, 100);

      assertThat(client.next()).isEqualTo("DATA 020801");
      assertThat(client.next()).isEqualTo("DATA " + NOT_SERVING);
    }
  }

  @Test
  void while_the_window_is_full_nothing_waits_but_the_newest() throws Exception {
    try (RawWatch client = connect(0)) {
      client.watch(1);
      assertThat(client.next()).isEqualTo("HEADERS 1 0");
      for (int i = 0; i < 1001; i++) {
        health.set("", i % 2 == 0 ? ServingStatus.NOT_SERVING : ServingStatus.SERVING);
      }
      client.widen(1, 100);

      assertThat(client.next()).isEqualTo("DATA " + NOT_SERVING);
    }
  }

  @Test
  void the_window_of_the_connection_is_shared_in_turn() throws Exception {
    try (RawWatch client = connect(Frames.DEFAULT_WINDOW_BYTES)) {
      int first = 1;
      int watches = Frames.DEFAULT_WINDOW_BYTES / 7; // of which the last one gets two bytes less
      for (int i = 0; i <= watches; i++) {
        client.watch(first + 2 * i);
      }
      for (int i = 0; i < watches; i++) {
        assertThat(client.next("DATA")).isEqualTo("DATA " + SERVING);
      }
      client.widen(0, 1000);

      String rest = client.next("DATA");
      while (rest.length() < "DATA ".length() + SERVING.length()) {
        rest += client.next("DATA").substring("DATA ".length());
      }
      assertThat(rest).isEqualTo("DATA " + SERVING);
    }
  }

  @Test
  void a_window_that_is_too_wide_ends_the_stream_and_the_connections_ends_that() throws Exception {
    try (RawWatch client = connect(100)) {
      client.watch(1);
      client.widen(1, Integer.MAX_VALUE);
      assertThat(client.next("RST")).isEqualTo("RST 1 " + FLOW_CONTROL_ERROR);

      client.widen(0, Integer.MAX_VALUE);
      assertThat(client.next("GOAWAY")).isEqualTo("GOAWAY 1 " + FLOW_CONTROL_ERROR);
      assertThat(client.next()).isEqualTo(RawWatch.CLOSED);
    }
  }

  @Test
  void data_of_a_stream_that_never_began_ends_the_connection() throws Exception {
    try (RawWatch client = connect(100)) {
      client.send(5, Frames.DATA, 0, 7, new byte[5]);

      assertThat(client.next("GOAWAY")).isEqualTo("GOAWAY 0 " + PROTOCOL_ERROR);
      assertThat(client.next()).isEqualTo(RawWatch.CLOSED);
    }
  }

  @Test
  void what_is_no_frame_ends_the_connection_and_no_other() throws Exception {
    try (RawWatch client = connect(100);
        RawWatch other = connect(100)) {
      other.watch(1);
      assertThat(other.next("DATA")).isEqualTo("DATA " + SERVING);
      client.send(0, Frames.PING, 0, 0, new byte[0]); // eight bytes are due

      assertThat(client.next("GOAWAY")).startsWith("GOAWAY 0 ");
      health.set("", ServingStatus.NOT_SERVING);
      assertThat(other.next()).isEqualTo("DATA " + NOT_SERVING);
    }
  }

  @Test
  void a_shutdown_says_so_and_lets_calls_end_when_health_does() throws Exception {
    try (RawWatch client = connect(100)) {
      client.watch(1);
      assertThat(client.next("DATA")).isEqualTo("DATA " + SERVING);
      port.shutdown();
      assertThat(client.next()).isEqualTo("GOAWAY 1 0");
      assertThat(port.openCalls()).isOne();

      health.close();
      assertThat(client.next()).isEqualTo("DATA " + NOT_SERVING);
      assertThat(client.next()).isEqualTo("HEADERS 1 1");
      assertThat(client.next()).isEqualTo(RawWatch.CLOSED);
      assertThat(port.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void a_client_that_leaves_is_forgotten() throws Exception {
    try (RawWatch client = connect(100)) {
      client.watch(1);
      assertThat(client.next("DATA")).isEqualTo("DATA " + SERVING);
      assertThat(health.openWatches()).isOne();
      client.send(4, Frames.RST_STREAM, 0, 1, new byte[4]);
      client.send(8, Frames.PING, 0, 0, new byte[8]);
      assertThat(client.next()).isEqualTo("PING 1"); // so the reset has been seen

      assertThat(health.openWatches()).isZero();
      assertThat(port.openCalls()).isZero();
    }
  }
}
