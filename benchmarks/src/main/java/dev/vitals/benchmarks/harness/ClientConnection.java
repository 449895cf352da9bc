package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.wire.Connection;
import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.HeaderBlock;
import dev.vitals.benchmarks.wire.Loop;
import dev.vitals.benchmarks.wire.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one connection. It sends equal requests, one per stream, and reads the
 * statuses that come back. Confined to its loop's thread.
 */
abstract class ClientConnection implements Peer {

  private static final int PADDED_FLAG = 8;
  private static final int PREFIX_BYTES = 5;
  private static final int HANDSHAKE_BYTES = 64;
  private static final int NO_STREAM = 0;

  private final byte[] headers;
  private byte[] body;
  private @Nullable Connection connection; // null before connect
  private long sendWindow = Frames.DEFAULT_WINDOW_BYTES;
  private int nextStream = 1;
  private int begunOn = NO_STREAM;
  private byte[] begun = {};
  private int waiting;

  /** Makes requests that name this service. */
  ClientConnection(String method, String service) {
    this(method, named(service));
  }

  /** Makes requests that carry this message. */
  ClientConnection(String method, byte[] message) {
    headers = HeaderBlock.request("/grpc.health.v1.Health/" + method);
    body = prefixed(message);
  }

  private static byte[] named(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + name.length)
        .put((byte) 0x0a)
        .put((byte) name.length)
        .put(name)
        .array();
  }

  private static byte[] prefixed(byte[] message) {
    return ByteBuffer.allocate(PREFIX_BYTES + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /** From here on, requests name this service. None may be waiting to be sent. */
  void name(String service) {
    if (waiting > 0) {
      throw new HarnessException("requests: " + waiting + " wait for the server's window");
    }
    body = prefixed(named(service));
  }

  /** Connects, with this window for each stream, and as wide a one as there is for all of them. */
  void connect(Loop loop, int port, int window) {
    connection = loop.connect(port, this);
    ByteBuffer out = connection.out(HANDSHAKE_BYTES);
    out.put(Frames.PREFACE);
    Frames.settings(out, window);
    Frames.widen(out, 0, Frames.MAX_WINDOW_BYTES - Frames.DEFAULT_WINDOW_BYTES);
    flush();
  }

  /** Asks so many times more, as the server's window allows; {@link #flush} sends it off. */
  void request(int more) {
    waiting += more;
    sendWaiting();
  }

  void flush() {
    connection().flush();
  }

  /** Widens a stream's window. */
  void widen(int stream, int bytes) {
    Frames.widen(connection().out(HANDSHAKE_BYTES), stream, bytes);
    flush();
  }

  void close() {
    connection().close();
  }

  private Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("connection: none (expected: connect was called)");
    }
    return connection;
  }

  private void sendWaiting() {
    while (waiting > 0 && sendWindow >= body.length) {
      ByteBuffer out = connection().out(2 * Frames.HEADER_BYTES + headers.length + body.length);
      Frames.header(out, headers.length, Frames.HEADERS, Frames.END_HEADERS, nextStream);
      out.put(headers);
      Frames.header(out, body.length, Frames.DATA, Frames.END_STREAM, nextStream);
      out.put(body);
      nextStream += 2;
      sendWindow -= body.length;
      waiting--;
    }
  }

  @Override
  public void frame(
      Connection from, int type, int flags, int stream, ByteBuffer payload, int length) {
    switch (type) {
      case Frames.DATA -> data(flags, stream, payload, length);
      case Frames.HEADERS -> {
        if ((flags & Frames.END_STREAM) != 0) {
          ended(stream);
        }
      }
      case Frames.SETTINGS -> {
        if ((flags & Frames.ACK) == 0) {
          Frames.header(from.out(HANDSHAKE_BYTES), 0, Frames.SETTINGS, Frames.ACK, 0);
        }
      }
      case Frames.PING -> {
        if ((flags & Frames.ACK) == 0) {
          Frames.header(from.out(HANDSHAKE_BYTES), 8, Frames.PING, Frames.ACK, 0)
              .putLong(payload.getLong());
        }
      }
      case Frames.WINDOW_UPDATE -> {
        if (stream == 0) {
          sendWindow += payload.getInt();
          sendWaiting();
        }
      }
      case Frames.RST_STREAM -> failed("stream reset with code " + payload.getInt());
      case Frames.GOAWAY -> failed("GOAWAY with code " + payload.getInt(payload.position() + 4));
      default -> {} // of no interest
    }
  }

  private void data(int flags, int stream, ByteBuffer payload, int length) {
    if ((flags & PADDED_FLAG) == 0) {
      if (stream == begunOn) {
        messages(stream, joined(payload, length), begun.length + length);
      } else {
        messages(stream, payload, length);
      }
    }
    if ((flags & Frames.END_STREAM) != 0) {
      ended(stream);
    }
  }

  private void messages(int stream, ByteBuffer payload, int length) {
    int end = payload.position() + length;
    while (payload.position() < end) {
      int at = payload.position();
      int size =
          end - at < PREFIX_BYTES ? 0 : payload.getInt(at + 1); // after a flag: not compressed
      if (at + PREFIX_BYTES + size > end) {
        begin(stream, payload, end - at);
        return;
      }
      payload.position(at + PREFIX_BYTES + size);
      message(stream, size == 0 ? 0 : payload.get(payload.position() - 1));
    }
  }

  /** Keeps the beginning of a message whose end is in the stream's next frame. */
  private void begin(int stream, ByteBuffer payload, int length) {
    if (begunOn != NO_STREAM) {
      failed("messages in two frames on two streams at once (expected: on one)");
      return;
    }
    begun = new byte[length];
    payload.get(begun);
    begunOn = stream;
  }

  private ByteBuffer joined(ByteBuffer payload, int length) {
    ByteBuffer whole = ByteBuffer.allocate(begun.length + length).put(begun);
    whole.put(payload.slice(payload.position(), length));
    begunOn = NO_STREAM;
    return whole.flip();
  }

  @Override
  public void caughtUp(Connection caught) {
    caught.flush();
  }

  @Override
  public void closed(Connection closed, IOException why) {
    failed("connection closed: " + why.getMessage());
  }

  /** A message came, with this status as the protocol numbers it. */
  abstract void message(int stream, byte status);

  /** The server has ended a stream. */
  abstract void ended(int stream);

  abstract void failed(String why);
}
