package dev.vitals.benchmarks.dedicated;

import dev.vitals.benchmarks.dedicated.Call.Rest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one connection: frames, gathered until {@link #flush} writes them in one go, and
 * the connection's flow control. For its event loop alone.
 */
final class Outbound {

  static final int DEFAULT_WINDOW_BYTES = 65_535;

  private static final byte NO_FLAGS = 0;
  private static final byte ACK = (byte) new Http2Flags().ack(true).value();
  private static final byte END_HEADERS = (byte) new Http2Flags().endOfHeaders(true).value();
  private static final byte END_BOTH =
      (byte) new Http2Flags().endOfHeaders(true).endOfStream(true).value();
  private static final int HEADER_BYTES = 9;
  private static final int SETTING_BYTES = 6;
  private static final int MIN_BUFFER_BYTES = 256;

  private final ChannelHandlerContext context;
  private final Set<Call> waiting = new LinkedHashSet<>(); // for the connection's window
  private @Nullable ByteBuf gathered;
  private int window = DEFAULT_WINDOW_BYTES;
  private int maxFrame = 16_384;

  Outbound(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Whether the client takes what it is sent, so that more may be. */
  boolean isWritable() {
    return context.channel().isWritable();
  }

  void maxFrame(int bytes) {
    maxFrame = bytes;
  }

  void flush() {
    if (gathered != null) {
      ByteBuf all = gathered;
      gathered = null;
      context.writeAndFlush(all, context.voidPromise());
    }
  }

  /** Writes what is gathered, and closes the connection after it. */
  void close() {
    ByteBuf all = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
    gathered = null;
    context.writeAndFlush(all).addListener(ChannelFutureListener.CLOSE);
  }

  /** Drops what is gathered: the connection is over. */
  void discard() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  /** Grows the buffer for so much more, at once instead of by and by. */
  void expect(int bytes) {
    if (gathered == null) {
      gathered = context.alloc().ioBuffer(Math.max(MIN_BUFFER_BYTES, bytes));
    }
    gathered.ensureWritable(bytes);
  }

  private ByteBuf frame(int length, byte type, byte flags, int stream) {
    if (gathered == null) {
      gathered = context.alloc().ioBuffer(MIN_BUFFER_BYTES);
    }
    return gathered.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  /** Writes settings, as pairs. */
  void settings(int... pairs) {
    ByteBuf out = frame(SETTING_BYTES * pairs.length / 2, Http2FrameTypes.SETTINGS, NO_FLAGS, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      out.writeShort(pairs[i]).writeInt(pairs[i + 1]);
    }
  }

  void acknowledgeSettings() {
    frame(0, Http2FrameTypes.SETTINGS, ACK, 0);
  }

  void acknowledgePing(long data) {
    frame(8, Http2FrameTypes.PING, ACK, 0).writeLong(data);
  }

  void reset(int stream, Http2Error error) {
    frame(4, Http2FrameTypes.RST_STREAM, NO_FLAGS, stream).writeInt((int) error.code());
  }

  void goAway(int lastStream, Http2Error error) {
    frame(8, Http2FrameTypes.GO_AWAY, NO_FLAGS, 0)
        .writeInt(lastStream)
        .writeInt((int) error.code());
  }

  void widen(int stream, int bytes) {
    frame(4, Http2FrameTypes.WINDOW_UPDATE, NO_FLAGS, stream).writeInt(bytes);
  }

  /** Writes headers that begin a response, or end it. */
  void headers(int stream, byte[] block, boolean end) {
    frame(block.length, Http2FrameTypes.HEADERS, end ? END_BOTH : END_HEADERS, stream)
        .writeBytes(block);
  }

  /** Whether the windows of the connection and of the call both allow so much at once. */
  boolean fits(Call call, int bytes) {
    return call.window >= bytes && window >= bytes;
  }

  /** Writes a message that fits. */
  void data(Call call, byte[] bytes) {
    data(call, bytes, 0, bytes.length);
  }

  private void data(Call call, byte[] bytes, int from, int length) {
    frame(length, Http2FrameTypes.DATA, NO_FLAGS, call.id).writeBytes(bytes, from, length);
    call.window -= length;
    window -= length;
  }

  /** Writes of a call's rest what the windows allow; true if nothing of it is left. */
  boolean sendRest(Call call) {
    Rest rest = call.rest;
    if (rest == null) {
      return true;
    }
    int from = rest.from();
    while (from < rest.bytes().length) {
      int length = Math.min(Math.min(call.window, window), maxFrame);
      length = Math.min(length, rest.bytes().length - from);
      if (length <= 0) {
        call.rest = new Rest(rest.bytes(), from, rest.status());
        await(call);
        return false;
      }
      data(call, rest.bytes(), from, length);
      from += length;
    }
    call.rest = null;
    return true;
  }

  /** Has the call come up again when the connection's window opens, if that is what it lacks. */
  void await(Call call) {
    if (window <= 0) {
      waiting.add(call);
    }
  }

  void forget(Call call) {
    waiting.remove(call);
  }

  /** Widens the connection's window; false if that is more than there may be. */
  boolean widened(int bytes) {
    if (bytes > Integer.MAX_VALUE - window) {
      return false;
    }
    window += bytes;
    return true;
  }

  /**
   * Returns a call that waits for the connection's window, if there is one and the window is open.
   */
  @Nullable Call next() {
    if (window <= 0 || waiting.isEmpty()) {
      return null;
    }
    Iterator<Call> first = waiting.iterator();
    Call call = first.next();
    first.remove();
    return call;
  }
}
