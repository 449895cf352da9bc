package dev.vitals.conformance.http2;

import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP/2 frame, seen or sent, with the time at which it was. A header block that came in
 * several frames (CONTINUATION) is one {@link Headers}.
 *
 * <p>Immutable, but for the bytes of {@link Data}, which nobody changes.
 */
public sealed interface RawFrame {

  /** The moment, of {@link System#nanoTime}. */
  long at();

  /** The stream, or 0 for the connection as a whole. */
  default int stream() {
    return 0;
  }

  /** A header block: request headers, response headers, or trailers. */
  record Headers(long at, int stream, RawHeaders fields, boolean endStream) implements RawFrame {
    @Override
    public String toString() {
      return "HEADERS " + stream + end(endStream) + " " + fields;
    }
  }

  /** A piece of a body. Padding, if any, counts against the flow-control window. */
  record Data(long at, int stream, byte[] bytes, int padding, boolean endStream)
      implements RawFrame {
    @Override
    public String toString() {
      return "DATA " + stream + end(endStream) + " " + WireBytes.shown(bytes);
    }
  }

  /** RST_STREAM. */
  record Reset(long at, int stream, long error) implements RawFrame {
    @Override
    public String toString() {
      return "RST_STREAM " + stream + " " + RawErrors.name(error);
    }
  }

  /** WINDOW_UPDATE, of a stream or (0) of the connection. */
  record WindowUpdate(long at, int stream, int increment) implements RawFrame {
    @Override
    public String toString() {
      return "WINDOW_UPDATE " + stream + " +" + increment;
    }
  }

  /** SETTINGS that announce something, by their identifiers. */
  record Settings(long at, Map<Integer, Long> values) implements RawFrame {
    public static final int HEADER_TABLE_SIZE = 1;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;
    public static final int MAX_HEADER_LIST_SIZE = 6;

    public Settings {
      values = Map.copyOf(values);
    }

    @Override
    public String toString() {
      return "SETTINGS " + new TreeMap<>(values);
    }
  }

  /** SETTINGS with the ACK flag. */
  record SettingsAck(long at) implements RawFrame {
    @Override
    public String toString() {
      return "SETTINGS ACK";
    }
  }

  /** PING, or the answer to one. */
  record Ping(long at, long content, boolean ack) implements RawFrame {
    @Override
    public String toString() {
      return (ack ? "PING ACK " : "PING ") + Long.toHexString(content);
    }
  }

  /** GOAWAY. */
  record GoAway(long at, int lastStream, long error, String debug) implements RawFrame {
    @Override
    public String toString() {
      return "GOAWAY last=%d %s '%s'"
          .formatted(lastStream, RawErrors.name(error), RawHeaders.printable(debug));
    }
  }

  /** A frame of another kind: PRIORITY, PUSH_PROMISE, or one that HTTP/2 does not know. */
  record Other(long at, int stream, int type) implements RawFrame {
    @Override
    public String toString() {
      return "frame of type " + type + " on " + stream;
    }
  }

  /** Not a frame: the TCP connection is gone, or what came over it could not be read. */
  record Closed(long at, String why) implements RawFrame {
    @Override
    public String toString() {
      return "connection closed: " + why;
    }
  }

  private static String end(boolean endStream) {
    return endStream ? " END_STREAM" : "";
  }
}
