package dev.vitals.benchmarks.server;

import dev.vitals.benchmarks.wire.Connection;
import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.HeaderBlock;
import dev.vitals.benchmarks.wire.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection to the wire: a message's frame for each stream, side by side. */
final class WirePeer implements Peer {

  private static final byte[] RESPONSE = HeaderBlock.response();
  private static final int FRAME_BYTES = Frames.HEADER_BYTES + Frames.MESSAGE_BYTES;

  private final WireServed wire;
  private @Nullable Connection connection; // null before its first frame
  private byte[] frames = {};
  private int length;
  private byte written;

  WirePeer(WireServed wire) {
    this.wire = wire;
  }

  @Override
  public int prologue() {
    return Frames.PREFACE.length;
  }

  @Override
  public void frame(Connection from, int type, int flags, int stream, ByteBuffer in, int size) {
    connection = from;
    if (type == Frames.SETTINGS && flags == 0) {
      ByteBuffer out = from.out(64);
      Frames.settings(out, Frames.DEFAULT_WINDOW_BYTES);
      Frames.header(out, 0, Frames.SETTINGS, Frames.ACK, 0);
      Frames.widen(out, 0, Frames.MAX_WINDOW_BYTES - Frames.DEFAULT_WINDOW_BYTES);
      from.flush();
    } else if (type == Frames.DATA && (flags & Frames.END_STREAM) != 0) {
      answer(from, stream);
    }
  }

  private void answer(Connection to, int stream) {
    if (length == frames.length) {
      frames = Arrays.copyOf(frames, Math.max(FRAME_BYTES, 2 * length));
    }
    Frames.message(ByteBuffer.wrap(frames, length, FRAME_BYTES), stream, wire.status());
    ByteBuffer out = to.out(Frames.HEADER_BYTES + RESPONSE.length + FRAME_BYTES);
    Frames.header(out, RESPONSE.length, Frames.HEADERS, Frames.END_HEADERS, stream);
    out.put(RESPONSE).put(frames, length, FRAME_BYTES);
    length += FRAME_BYTES;
    written = wire.status();
    to.flush();
  }

  /** Writes the status to all streams at once, unless an older one is still on its way. */
  void write() {
    byte status = wire.status();
    if (connection == null || status == written || !connection.isDrained()) {
      return;
    }
    for (int last = FRAME_BYTES - 1; last < length; last += FRAME_BYTES) {
      frames[last] = status;
    }
    written = status;
    connection.out(length).put(frames, 0, length);
    connection.flush();
  }

  @Override
  public void drained(Connection drained) {
    write();
  }

  @Override
  public void closed(Connection closed, IOException why) {
    wire.forget(this);
  }
}
