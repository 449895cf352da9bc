package dev.vitals.conformance.run;

import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the least that an HTTP/2 server can be asked takes: a connection, our preface, and the
 * first byte of its SETTINGS. Immutable.
 *
 * @param took the time until the first byte, or {@code null} where none came in time
 */
record BareExchange(@Nullable Duration took) {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /**
   * Within this, the rig is quick: what takes forty times as long comes in the ten seconds that a
   * case waits.
   */
  private static final Duration QUICK = Duration.ofMillis(250);

  private static final int TRIES = 5;
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** Asks this server. */
  static BareExchange with(InetSocketAddress server) {
    long start = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(server, (int) LIMIT.toMillis());
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(SETTINGS);
      boolean answered = socket.getInputStream().read() >= 0;
      return new BareExchange(answered ? Duration.ofNanos(System.nanoTime() - start) : null);
    } catch (IOException e) {
      return new BareExchange(null);
    }
  }

  /** The slowest of a few with servers of ours: one alone may have met a lucky moment. */
  static BareExchange slowestOfOurs() {
    BareExchange slowest = withOurs();
    for (int i = 1; i < TRIES && slowest.isAnswered(); i++) {
      slowest = slowest.orSlower(withOurs());
    }
    return slowest;
  }

  private BareExchange orSlower(BareExchange other) {
    boolean isSlower = other.took == null || (took != null && other.took.compareTo(took) > 0);
    return isSlower ? other : this;
  }

  /** Asks a server of ours that does nothing else: what that takes, the machine takes. */
  static BareExchange withOurs() {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answer(server), "trivial-server");
      thread.setDaemon(true);
      thread.start();
      return with((InetSocketAddress) server.getLocalSocketAddress());
    } catch (IOException e) {
      return new BareExchange(null);
    }
  }

  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(SETTINGS);
      InputStream rest = socket.getInputStream();
      while (rest.read() >= 0) {
        // Until the other side has closed: closing with unread bytes would reset the connection.
      }
    } catch (IOException e) {
      // Whoever asked has given up, and knows.
    }
  }

  /** Whether a machine on which it took no longer can't be why something else never came. */
  boolean isQuick() {
    return took != null && took.compareTo(QUICK) <= 0;
  }

  boolean isAnswered() {
    return took != null;
  }

  @Override
  public String toString() {
    return took == null
        ? "not answered within " + Words.time(LIMIT)
        : "answered after " + Words.time(took);
  }
}
