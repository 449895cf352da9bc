package dev.vitals.conformance.http2;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends DATA within the windows that the server grants, and keeps the rest until it grants more.
 *
 * <p>It sends each piece as one frame, however small, unless a window or the server's frame size
 * splits it. Confined to the connection's event loop.
 */
final class RawOutbound {
  private static final class Lane {
    final Deque<Piece> waiting = new ArrayDeque<>();
    long window;
  }

  private record Piece(byte[] bytes, int from, boolean endStream) {
    int left() {
      return bytes.length - from;
    }
  }

  private final Http2FrameWriter writer;
  private final RawTrace trace;
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private long window = RawSettings.WINDOW;
  private long initialWindow = RawSettings.WINDOW;
  private int maxFrame = 16_384;

  RawOutbound(Http2FrameWriter writer, RawTrace trace) {
    this.writer = writer;
    this.trace = trace;
  }

  void data(ChannelHandlerContext ctx, int stream, byte[] bytes, boolean endStream) {
    lane(stream).waiting.add(new Piece(bytes, 0, endStream));
    pump(ctx, stream);
  }

  void granted(ChannelHandlerContext ctx, int stream, int increment) {
    if (stream != 0) {
      lane(stream).window += increment;
      pump(ctx, stream);
      return;
    }
    window += increment;
    lanes.keySet().stream().sorted().toList().forEach(each -> pump(ctx, each));
  }

  void settings(ChannelHandlerContext ctx, RawFrame.Settings settings) {
    Long frame = settings.values().get(RawFrame.Settings.MAX_FRAME_SIZE);
    if (frame != null) {
      maxFrame = Math.toIntExact(frame);
    }
    Long initial = settings.values().get(RawFrame.Settings.INITIAL_WINDOW_SIZE);
    if (initial != null) {
      long change = initial - initialWindow;
      initialWindow = initial;
      lanes.values().forEach(lane -> lane.window += change);
      granted(ctx, 0, 0);
    }
  }

  /** Forgets what a stream still had to send. */
  void drop(int stream) {
    lanes.remove(stream);
  }

  private Lane lane(int stream) {
    return lanes.computeIfAbsent(
        stream,
        id -> {
          Lane lane = new Lane();
          lane.window = initialWindow;
          return lane;
        });
  }

  private void pump(ChannelHandlerContext ctx, int stream) {
    Lane lane = lanes.get(stream);
    while (lane != null && !lane.waiting.isEmpty()) {
      Piece piece = lane.waiting.peek();
      int size = (int) Math.min(Math.min(piece.left(), maxFrame), Math.min(window, lane.window));
      if (size <= 0 && piece.left() > 0) {
        return;
      }
      lane.waiting.remove();
      boolean whole = size == piece.left();
      if (!whole) {
        lane.waiting.addFirst(new Piece(piece.bytes, piece.from + size, piece.endStream));
      }
      window -= size;
      lane.window -= size;
      write(ctx, stream, piece, size, whole && piece.endStream);
    }
  }

  private void write(ChannelHandlerContext ctx, int stream, Piece piece, int size, boolean end) {
    byte[] bytes = Arrays.copyOfRange(piece.bytes, piece.from, piece.from + size);
    trace.sent(new RawFrame.Data(System.nanoTime(), stream, bytes, 0, end));
    writer.writeData(ctx, stream, Unpooled.wrappedBuffer(bytes), 0, end, ctx.newPromise());
  }
}
