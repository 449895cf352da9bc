package dev.vitals.benchmarks.dedicated;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request that is coming in: one message behind its prefix, over frames whose borders mean
 * nothing [PROTOCOL-HTTP2.md, "Data Frames"].
 */
final class Request {

  /** The longest message. */
  static final int LIMIT = 32 * 1024;

  private static final int PREFIX = 5;
  private static final byte[] NONE = {};

  final Method method;
  int held; // bytes of the connection's window, padding included

  private final boolean encoded;
  private byte[] bytes = NONE;
  private int length;

  /**
   * Begins one.
   *
   * @param encoded whether its headers name an encoding
   */
  Request(Method method, boolean encoded) {
    this.method = method;
    this.encoded = encoded;
  }

  /** Takes in what a frame brought; returns what is wrong with it, if anything is. */
  @Nullable Ending take(ByteBuf data) {
    int more = data.readableBytes();
    if (length + more > PREFIX + LIMIT) {
      // Of the first message only as much as tells whether it is too long, or followed by another.
      more = Math.min(more, Math.max(0, PREFIX - length));
      append(data, more);
      Ending wrong = check();
      return wrong != null ? wrong : Ending.MANY_REQUESTS;
    }
    append(data, more);
    return check();
  }

  private void append(ByteBuf data, int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(2 * length, PREFIX + LIMIT)));
    }
    data.readBytes(bytes, length, more);
    length += more;
  }

  private @Nullable Ending check() {
    if (length < PREFIX) {
      return null;
    }
    if (bytes[0] != 0) {
      return bytes[0] == 1 && encoded ? Ending.NOT_DECODED : Ending.MALFORMED;
    }
    if (size() < 0 || size() > LIMIT) {
      return Ending.REQUEST_TOO_LONG;
    }
    return length > PREFIX + size() ? Ending.MANY_REQUESTS : null;
  }

  private int size() {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  /** Returns what is missing now that no more will come; null if nothing is. */
  @Nullable Ending missing() {
    if (length == 0) {
      return Ending.NO_REQUEST;
    }
    return length < PREFIX || length < PREFIX + size() ? Ending.MALFORMED : null;
  }

  /** Returns the complete message. */
  ByteBuffer message() {
    return ByteBuffer.wrap(bytes, PREFIX, length - PREFIX);
  }
}
