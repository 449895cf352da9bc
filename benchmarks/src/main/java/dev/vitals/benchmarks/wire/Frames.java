package dev.vitals.benchmarks.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames as bytes [RFC 9113, sections 4 and 6]. */
public final class Frames {

  /** What a client says first. */
  public static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How many bytes come before each payload. */
  public static final int HEADER_BYTES = 9;

  /** A health message as DATA: flag, length and two bytes of protobuf. */
  public static final int MESSAGE_BYTES = 7;

  // Types.
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;

  // Flags.
  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;

  /** The window that a connection and its streams begin with. */
  public static final int DEFAULT_WINDOW_BYTES = 65_535;

  /** The widest there is. */
  public static final int MAX_WINDOW_BYTES = Integer.MAX_VALUE;

  private static final int INITIAL_WINDOW_SIZE = 4;

  private Frames() {}

  /** Writes a frame's header; the payload follows. */
  public static ByteBuffer header(ByteBuffer to, int length, int type, int flags, int stream) {
    return to.putInt(length << 8 | type).put((byte) flags).putInt(stream);
  }

  /** Writes SETTINGS with the window that streams begin with, and nothing else. */
  public static void settings(ByteBuffer to, int window) {
    header(to, 6, SETTINGS, 0, 0).putShort((short) INITIAL_WINDOW_SIZE).putInt(window);
  }

  /** Writes a widening of a window, the connection's for stream 0. */
  public static void widen(ByteBuffer to, int stream, int bytes) {
    header(to, 4, WINDOW_UPDATE, 0, stream).putInt(bytes);
  }

  /** Writes a health message; the status is its last byte. */
  public static void message(ByteBuffer to, int stream, int status) {
    header(to, MESSAGE_BYTES, DATA, 0, stream)
        .put((byte) 0)
        .putInt(2)
        .put((byte) 8)
        .put((byte) status);
  }
}
