package dev.vitals.examples.port;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * HTTP/2 by hand, for what no gRPC client can be brought to do. It acknowledges nothing and keeps
 * to no window. Not thread-safe.
 */
final class RawClient implements AutoCloseable {

  /** What a server may say, as far as a test asks for it. */
  enum Type {
    DATA,
    HEADERS,
    PRIORITY,
    RST_STREAM,
    SETTINGS,
    PUSH_PROMISE,
    PING,
    GOAWAY,
    WINDOW_UPDATE,
    CONTINUATION
  }

  static final int REFUSED_STREAM = 7;
  static final int ENHANCE_YOUR_CALM = 11;

  /** A frame that came. */
  record Frame(Type type, int stream, byte[] payload) {

    /** The error of a RST_STREAM, or of a GOAWAY. */
    int error() {
      int at = type == Type.GOAWAY ? 4 : 0;
      return (payload[at] & 0xff) << 24
          | (payload[at + 1] & 0xff) << 16
          | (payload[at + 2] & 0xff) << 8
          | payload[at + 3] & 0xff;
    }
  }

  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Socket socket;
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new DataInputStream(socket.getInputStream());
    unsent.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    frame(Type.SETTINGS, 0, 0, new byte[0]);
  }

  /** Begins a call of health's method. */
  RawClient call(int stream, String method) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    block.write(0x01); // :authority
    text(block, "localhost");
    block.write(0x04); // :path
    text(block, "/grpc.health.v1.Health/" + method);
    block.write(0x00);
    text(block, "content-type");
    text(block, "application/grpc");
    block.write(0x00);
    text(block, "te");
    text(block, "trailers");
    return frame(Type.HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  private static void text(OutputStream block, String text) throws IOException {
    block.write(text.length());
    block.write(text.getBytes(US_ASCII));
  }

  /** Asks about the service, and nothing more. */
  RawClient ask(int stream, String service) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(0); // not compressed
    new DataOutputStream(message).writeInt(service.length() + 2);
    message.write(0x0a); // field 1, a string
    text(message, service);
    return frame(Type.DATA, END_STREAM, stream, message.toByteArray());
  }

  RawClient reset(int stream) throws IOException {
    return frame(Type.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}); // CANCEL
  }

  RawClient ping() throws IOException {
    return frame(Type.PING, 0, 0, new byte[8]);
  }

  private RawClient frame(Type type, int flags, int stream, byte[] payload) throws IOException {
    DataOutputStream out = new DataOutputStream(unsent);
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length);
    out.writeByte(type.ordinal());
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    return this;
  }

  /** Sends what there is. Returns whether the connection still takes it. */
  boolean send() throws IOException {
    try {
      unsent.writeTo(socket.getOutputStream());
      return true;
    } catch (SocketException e) {
      return false;
    } finally {
      unsent.reset();
    }
  }

  /** Returns the next frame; null if none came within that time, or the connection has ended. */
  Frame read(Duration within) throws IOException {
    socket.setSoTimeout((int) Math.max(1, within.toMillis()));
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      Type type = Type.values()[in.readUnsignedByte()];
      in.readByte(); // flags
      int stream = in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      return new Frame(type, stream, payload);
    } catch (SocketTimeoutException | EOFException | SocketException e) {
      return null;
    }
  }

  /** Returns the first frame of a type that comes within that time; null if none does. */
  Frame await(Type type, Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    long left = within.toNanos();
    while (left > 0) {
      Frame frame = read(Duration.ofNanos(left));
      if (frame == null || frame.type() == type) {
        return frame;
      }
      left = end - System.nanoTime();
    }
    return null;
  }

  /** Returns whether the server closes within that time. */
  boolean isClosed(Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    try {
      InputStream bytes = socket.getInputStream();
      byte[] ignored = new byte[8_192];
      while (true) {
        socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
        if (bytes.read(ignored) < 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
