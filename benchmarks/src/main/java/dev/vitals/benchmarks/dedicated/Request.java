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
  static final int MAX_BYTES = 32 * 1024;

  private static final int PREFIX_BYTES = 5;
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
  @Nullable CallStatus take(ByteBuf data) {
    int more = data.readableBytes();
    if (length + more > PREFIX_BYTES + MAX_BYTES) {
      // Of the first message only as much as tells whether it is too long, or followed by another.
      more = Math.min(more, Math.max(0, PREFIX_BYTES - length));
      append(data, more);
      CallStatus wrong = check();
      return wrong != null ? wrong : CallStatus.MORE_THAN_ONE_REQUEST;
    }
    append(data, more);
    return check();
  }

  private void append(ByteBuf data, int more) {
    if (length + more > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(length + more, Math.min(2 * length, PREFIX_BYTES + MAX_BYTES)));
    }
    data.readBytes(bytes, length, more);
    length += more;
  }

  private @Nullable CallStatus check() {
    if (length < PREFIX_BYTES) {
      return null;
    }
    if (bytes[0] != 0) {
      return bytes[0] == 1 && encoded ? CallStatus.NOT_DECODED : CallStatus.MALFORMED;
    }
    if (size() < 0 || size() > MAX_BYTES) {
      return CallStatus.REQUEST_TOO_LONG;
    }
    return length > PREFIX_BYTES + size() ? CallStatus.MORE_THAN_ONE_REQUEST : null;
  }

  private int size() {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  /** Returns what is missing now that no more will come; null if nothing is. */
  @Nullable CallStatus missing() {
    if (length == 0) {
      return CallStatus.NO_REQUEST;
    }
    return length < PREFIX_BYTES || length < PREFIX_BYTES + size() ? CallStatus.MALFORMED : null;
  }

  /** Returns the complete message. */
  ByteBuffer message() {
    return ByteBuffer.wrap(bytes, PREFIX_BYTES, length - PREFIX_BYTES);
  }
}
