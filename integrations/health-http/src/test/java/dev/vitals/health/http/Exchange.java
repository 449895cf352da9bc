package dev.vitals.health.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A connection to a server, on which a test says and reads what it likes. */
final class Exchange implements Closeable {

  /** Longer than any of the server's own limits. */
  private static final int MAX_SILENCE_MILLIS = 40_000;

  private final Socket socket = new Socket();
  private final BufferedReader lines;

  Exchange(InetSocketAddress address) throws IOException {
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(MAX_SILENCE_MILLIS);
    socket.connect(address);
    lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  static Exchange get(InetSocketAddress address, String path, String... headers)
      throws IOException {
    Exchange exchange = new Exchange(address);
    // An older protocol, in which no response comes in chunks.
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.0\r\nHost: here\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    exchange.send(request.append("\r\n").toString());
    return exchange;
  }

  void send(String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (SocketException e) {
      // Closed before it was done: to be seen when it is read.
    }
  }

  /** Returns the next line; null if the server has closed. */
  String line() throws IOException {
    return lines.readLine();
  }

  /** Returns the code of the response. */
  int code() throws IOException {
    String line = line();
    return line == null ? -1 : Integer.parseInt(line.split(" ")[1]);
  }

  /** Reads lines until one begins with this, in any case, and returns the rest of that line. */
  String lineAfter(String prefix) throws IOException {
    for (String line = line(); line != null; line = line()) {
      if (line.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return line.substring(prefix.length());
      }
    }
    throw new IOException("closed before a line with " + prefix);
  }

  /** Reads until the server has closed; that it does not in time is a SocketTimeoutException. */
  void awaitEnd() throws IOException {
    try {
      socket.getInputStream().skip(Long.MAX_VALUE);
    } catch (SocketException e) {
      // Reset: closed with something left unread.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
