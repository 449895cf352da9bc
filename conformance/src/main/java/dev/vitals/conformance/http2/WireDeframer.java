package dev.vitals.conformance.http2;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a body into gRPC messages, wherever the DATA frames were cut.
 *
 * <p>Records and does not judge: any flag byte and any length is taken as it stands. A length that
 * is announced and never filled costs no memory. Confined to the thread that feeds it.
 */
final class WireDeframer {
  private static final int PREFIX_BYTES = 5;

  private final Consumer<WireMessage> sink;
  private byte[] pending = WireBytes.NONE;
  private int length;
  private int frames;
  private long startedAt;

  WireDeframer(Consumer<WireMessage> sink) {
    this.sink = sink;
  }

  /** Takes the next DATA frame's bytes; hands each message that it completes to the sink. */
  void feed(byte[] bytes, long at) {
    if (bytes.length == 0) {
      return;
    }
    append(bytes, at);
    int from = 0;
    while (length - from >= PREFIX_BYTES && length - from - PREFIX_BYTES >= announced(from)) {
      int end = from + PREFIX_BYTES + (int) announced(from);
      byte[] payload = Arrays.copyOfRange(pending, from + PREFIX_BYTES, end);
      sink.accept(new WireMessage(pending[from] & 0xff, payload, startedAt, at, frames));
      from = end;
      frames = 1;
      startedAt = at;
    }
    if (from > 0) {
      pending = Arrays.copyOfRange(pending, from, length);
      length -= from;
    }
  }

  /** Returns the number of bytes that belong to no whole message (yet). */
  int leftover() {
    return length;
  }

  private void append(byte[] bytes, long at) {
    if (length == 0) {
      startedAt = at;
      frames = 0;
    }
    frames++;
    if (pending.length < length + bytes.length) {
      pending = Arrays.copyOf(pending, Math.max(length + bytes.length, 2 * length));
    }
    System.arraycopy(bytes, 0, pending, length, bytes.length);
    length += bytes.length;
  }

  private long announced(int from) {
    return (pending[from + 1] & 0xffL) << 24
        | (pending[from + 2] & 0xffL) << 16
        | (pending[from + 3] & 0xffL) << 8
        | pending[from + 4] & 0xffL;
  }
}
