package dev.vitals.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.core.Health;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that hold on to a connection, by raw sockets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class DawdlingClientsTest {

  /** What they send, and nothing after it. None of them reads. */
  enum Dawdler {
    SAYS_NOTHING(""),
    SENDS_HALF_A_REQUEST_LINE("GET /livez HTT"),
    SENDS_HALF_ITS_HEADERS("GET /livez HTTP/1.1\r\nHost: here\r\nX-More: "),
    KEEPS_THE_BODY_BACK("POST /livez HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n"),
    ASKS_AGAIN_AND_AGAIN("GET /livez HTTP/1.1\r\nHost: here\r\n\r\n".repeat(1_000));

    final byte[] bytes;

    Dawdler(String text) {
      bytes = text.getBytes(ISO_8859_1);
    }
  }

  /** Before any of them is cut off for having taken too long; on an idle machine far before. */
  private static final int PROMPT_MILLIS = (int) RequestThreads.LONGEST.toMillis() * 4 / 5;

  private static final int CLOSED_MILLIS = 20_000;

  private final Health health = Health.builder().service("liveness").start();
  private final List<Socket> clients = new ArrayList<>();
  private HttpHealth http;

  @BeforeEach
  void start() throws IOException {
    http =
        new HttpHealth(health, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
    probe(CLOSED_MILLIS); // classes are loaded
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    http.close();
    health.close();
  }

  private void open(Dawdler dawdler, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket client = connect(CLOSED_MILLIS);
      clients.add(client);
      try {
        client.getOutputStream().write(dawdler.bytes);
      } catch (SocketException e) {
        // It has been closed before it was done: all the better.
      }
    }
  }

  private Socket connect(int timeoutMillis) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4_096);
    client.setSoTimeout(timeoutMillis);
    client.connect(http.address());
    return client;
  }

  /** Returns the status line that /livez answers with. */
  private String probe(int timeoutMillis) throws IOException {
    try (Socket prober = connect(timeoutMillis)) {
      prober
          .getOutputStream()
          .write("GET /livez HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(ISO_8859_1));
      return new BufferedReader(new InputStreamReader(prober.getInputStream(), ISO_8859_1))
          .readLine();
    }
  }

  /** Reads until the server has closed; that it does not in time is a SocketTimeoutException. */
  private static void awaitEnd(Socket client) throws IOException {
    try {
      client.getInputStream().skip(Long.MAX_VALUE);
    } catch (SocketException e) {
      // Reset: closed with something left unread.
    }
  }

  @ParameterizedTest
  @EnumSource
  void sixty_four_that_dawdle_delay_no_probe_and_are_closed(Dawdler dawdler) throws IOException {
    open(dawdler, 64);
    assertThat(probe(PROMPT_MILLIS)).isEqualTo("HTTP/1.1 200 OK");
    for (Socket client : clients) {
      awaitEnd(client);
    }
    assertThat(probe(PROMPT_MILLIS)).isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void more_than_there_are_threads_delay_no_probe_either() throws IOException {
    open(Dawdler.SENDS_HALF_ITS_HEADERS, 800);
    assertThat(probe(PROMPT_MILLIS)).isEqualTo("HTTP/1.1 200 OK");
  }
}
