package dev.vitals.benchmarks.dedicated;

import dev.vitals.benchmarks.wire.Connection;
import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.HeaderBlock;
import dev.vitals.benchmarks.wire.Loop;
import dev.vitals.benchmarks.wire.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of one connection that makes its own frames, and keeps what comes back. */
final class RawWatch implements Peer, AutoCloseable {

  static final String CLOSED = "closed";

  private final Loop loop = new Loop("raw");
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private Connection connection;

  /** Connects, with this window for each stream. */
  RawWatch(int port, int window) throws IOException {
    loop.execute(
        () -> {
          connection = loop.connect(port, this);
          ByteBuffer out = connection.out(64);
          out.put(Frames.PREFACE);
          Frames.settings(out, window);
          connection.flush();
        });
  }

  /** Asks to watch "". */
  void watch(int stream) {
    byte[] headers = HeaderBlock.request("/grpc.health.v1.Health/Watch");
    send(headers.length, Frames.HEADERS, Frames.END_HEADERS, stream, headers);
    send(5, Frames.DATA, Frames.END_STREAM, stream, new byte[5]);
  }

  void widen(int stream, int bytes) {
    send(4, Frames.WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  void send(int length, int type, int flags, int stream, byte[] payload) {
    loop.execute(
        () -> {
          ByteBuffer out = connection.out(Frames.HEADER_BYTES + payload.length);
          Frames.header(out, length, type, flags, stream).put(payload);
          connection.flush();
        });
  }

  /** Returns what came next: {@code DATA} with its bytes, or another frame's type and stream. */
  String next() throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  /** Returns what came next of one type. */
  String next(String type) throws InterruptedException {
    String event = next();
    while (event != null && !event.startsWith(type)) {
      event = next();
    }
    return event;
  }

  @Override
  public void frame(
      Connection from, int type, int flags, int stream, ByteBuffer payload, int length) {
    switch (type) {
      case Frames.DATA -> {
        data.reset();
        for (int i = 0; i < length; i++) {
          data.write(payload.get());
        }
        events.add("DATA " + java.util.HexFormat.of().formatHex(data.toByteArray()));
      }
      case Frames.HEADERS -> events.add("HEADERS " + stream + " " + (flags & Frames.END_STREAM));
      case Frames.RST_STREAM -> events.add("RST " + stream + " " + payload.getInt());
      case Frames.GOAWAY -> events.add("GOAWAY " + payload.getInt() + " " + payload.getInt());
      case Frames.PING -> events.add("PING " + flags);
      default -> {} // settings and windows
    }
  }

  @Override
  public void closed(Connection closed, IOException why) {
    events.add(CLOSED);
  }

  @Override
  public void close() {
    loop.close();
  }
}
