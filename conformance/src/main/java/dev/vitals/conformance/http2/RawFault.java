package dev.vitals.conformance.http2;

import dev.vitals.conformance.clause.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a server did though HTTP/2 forbids it, whatever it was asked for. Immutable.
 *
 * @param rule that it broke
 * @param came which frame, on which stream, and what is wrong with it
 */
public record RawFault(Rule rule, String came) {
  private static final int FRAME_HEADER_BYTES = 9;
  private static final String[] TYPES = {
    "DATA",
    "HEADERS",
    "PRIORITY",
    "RST_STREAM",
    "SETTINGS",
    "PUSH_PROMISE",
    "PING",
    "GOAWAY",
    "WINDOW_UPDATE",
    "CONTINUATION"
  };

  /** Rules of HTTP/2 that every case relies on. Each is a separate clause. */
  public enum Rule {
    WINDOW("HC-RPC-27", "flow control within the windows that were granted (RFC 9113, 6.9.1)"),
    INITIAL_WINDOW("HC-RPC-28", "no more DATA than SETTINGS_INITIAL_WINDOW_SIZE has room for"),
    FRAME("HC-RPC-30", "no frame that HTTP/2 forbids (RFC 9113)"),
    HEADER_BLOCK("HC-RPC-31", "header blocks that can be decoded (RFC 9113, 4.3)");

    private final String clauseId;
    private final String expected;

    Rule(String clauseId, String expected) {
      this.clauseId = clauseId;
      this.expected = expected;
    }

    /** The clause that asks for it. */
    public String clauseId() {
      return clauseId;
    }

    /** Whether this clause asks for one of them. */
    public static boolean isClause(@Nullable String id) {
      return Arrays.stream(values()).anyMatch(rule -> rule.clauseId.equals(id));
    }
  }

  public Violation violation() {
    return new Violation(rule.expected, came);
  }

  /** What another client on Netty found wrong with a server, if that is why a call ended. */
  public static Optional<RawFault> in(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Http2Exception illegal) {
        String came = "what grpc-java can't read: " + illegal.getMessage();
        return rule(illegal).map(rule -> new RawFault(rule, came));
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a frame, which begins the buffer, by what its reader says. */
  static Optional<RawFault> of(ByteBuf frame, Http2Exception illegal) {
    String came = frame(frame) + ": " + illegal.getMessage();
    return rule(illegal).map(rule -> new RawFault(rule, came));
  }

  private static Optional<Rule> rule(Http2Exception illegal) {
    if (illegal instanceof Http2Exception.HeaderListSizeException) {
      return Optional.empty(); // A limit of ours, and none that a server has to know.
    }
    return switch (illegal.error()) {
      case COMPRESSION_ERROR -> Optional.of(Rule.HEADER_BLOCK);
      case FLOW_CONTROL_ERROR -> Optional.of(Rule.WINDOW);
      case PROTOCOL_ERROR, FRAME_SIZE_ERROR -> Optional.of(Rule.FRAME);
      default -> Optional.empty();
    };
  }

  private static String frame(ByteBuf frame) {
    int type = frame.getUnsignedByte(3);
    String name = type < TYPES.length ? TYPES[type] : "a frame of type " + type;
    int stream = frame.getInt(5) & Integer.MAX_VALUE;
    int length = frame.writerIndex() - FRAME_HEADER_BYTES;
    byte[] payload = ByteBufUtil.getBytes(frame, FRAME_HEADER_BYTES, length);
    return "%s on stream %d, flags 0x%02x, %s"
        .formatted(name, stream, frame.getUnsignedByte(4), WireBytes.shown(payload));
  }

  @Override
  public String toString() {
    return "against HTTP/2: " + came;
  }
}
