package dev.vitals.conformance.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Frames in, frames out, and only the answers that HTTP/2 demands of us: acknowledgements of
 * SETTINGS and PING, and the connection's receive window, which is kept open whatever the streams'
 * windows are, unless the connection's settings say otherwise.
 *
 * <p>It sits on Netty's frame reader and writer, below Netty's notion of streams, so that a frame
 * that should not have come is recorded like any other. Confined to the connection's event loop.
 */
final class RawHandler extends ByteToMessageDecoder {
  private static final long MAX_HEADERS_BYTES = 16 << 20;
  private static final int FRAME_HEADER_BYTES = 9;

  /** What every client takes that announces nothing else. */
  private static final int MAX_PAYLOAD_BYTES = 16_384;

  private final RawConnection connection;
  private final RawSettings settings;
  private final RawTrace trace;
  private final DefaultHttp2HeadersDecoder headersDecoder =
      new DefaultHttp2HeadersDecoder(false, false, MAX_HEADERS_BYTES);
  private final Http2FrameReader reader =
      new DefaultHttp2FrameReader(headersDecoder, Integer.MAX_VALUE);
  private final DefaultHttp2FrameWriter writer =
      new DefaultHttp2FrameWriter(Http2HeadersEncoder.NEVER_SENSITIVE, true);
  private final RawOutbound outbound;
  private final RawInbound inbound;
  private final Deque<RawFrame.Settings> unacknowledged = new ArrayDeque<>();
  private final Map<Integer, Long> acknowledged = new HashMap<>();
  private long headerTable = RawSettings.HEADER_TABLE;
  private int owed; // of the connection's window, given back after each read
  private String why = "the server closed it";

  RawHandler(RawConnection connection, RawSettings settings, RawTrace trace) {
    this.connection = connection;
    this.settings = settings;
    this.trace = trace;
    this.outbound = new RawOutbound(writer, trace);
    this.inbound = new RawInbound(settings.initialWindow());
    acknowledged.put(RawFrame.Settings.INITIAL_WINDOW_SIZE, (long) settings.initialWindow());
    acknowledged.put(RawFrame.Settings.HEADER_TABLE_SIZE, headerTable);
  }

  /** How many bytes of the connection's window are left to the server; for any thread. */
  long left() {
    return inbound.left();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Http2Settings ours = new Http2Settings().initialWindowSize(settings.initialWindow());
    ours.pushEnabled(false);
    if (settings.maxHeaderList() > 0) {
      ours.maxHeaderListSize(settings.maxHeaderList());
    }
    if (settings.headerTable() != RawSettings.HEADER_TABLE) {
      ours.headerTableSize(settings.headerTable());
    }
    ctx.write(Http2CodecUtil.connectionPrefaceBuf());
    announce(ctx, ours);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Http2Exception {
    while (hasFrame(in)) {
      read(ctx, in);
    }
    if (owed > 0 && settings.refills()) {
      inbound.granted(0, owed);
      writer.writeWindowUpdate(ctx, 0, owed, ctx.newPromise());
      owed = 0;
    }
    ctx.flush();
  }

  /** Whether a frame is there, or the beginning of one that is too long to be waited for. */
  private static boolean hasFrame(ByteBuf in) {
    if (in.readableBytes() < FRAME_HEADER_BYTES) {
      return false;
    }
    int payload = in.getUnsignedMedium(in.readerIndex());
    return payload > MAX_PAYLOAD_BYTES || in.readableBytes() >= FRAME_HEADER_BYTES + payload;
  }

  /** Reads a frame by itself, so that it is known which one can't be read. */
  private void read(ChannelHandlerContext ctx, ByteBuf in) throws Http2Exception {
    int size = FRAME_HEADER_BYTES + in.getUnsignedMedium(in.readerIndex());
    ByteBuf frame = in.readSlice(Math.min(size, in.readableBytes()));
    try {
      reader.readFrame(ctx, frame, new RawListener(each -> received(ctx, each)));
    } catch (Http2Exception e) {
      RawFault.of(frame, e).ifPresent(connection::broken);
      throw e;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable root = cause.getCause() != null ? cause.getCause() : cause;
    String what = root instanceof Http2Exception ? "not HTTP/2: " : "";
    why = what + root.getMessage();
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    received(ctx, new RawFrame.Closed(System.nanoTime(), why));
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    reader.close();
    writer.close();
  }

  private void received(ChannelHandlerContext ctx, RawFrame frame) {
    trace.received(frame);
    inbound.received(frame).ifPresent(connection::broken);
    if (frame instanceof RawFrame.Settings theirs) {
      obey(ctx, theirs);
    } else if (frame instanceof RawFrame.SettingsAck) {
      acknowledged();
    } else if (frame instanceof RawFrame.Ping ping && !ping.ack()) {
      writer.writePing(ctx, true, ping.content(), ctx.newPromise());
    } else if (frame instanceof RawFrame.WindowUpdate update) {
      outbound.granted(ctx, update.stream(), update.increment());
    } else if (frame instanceof RawFrame.Reset reset) {
      outbound.drop(reset.stream());
    } else if (frame instanceof RawFrame.Data data) {
      owed += data.bytes().length + data.padding();
    }
    connection.received(frame);
  }

  private void obey(ChannelHandlerContext ctx, RawFrame.Settings theirs) {
    try {
      Long frame = theirs.values().get(RawFrame.Settings.MAX_FRAME_SIZE);
      if (frame != null) {
        writer.maxFrameSize(Math.toIntExact(frame));
      }
      Long table = theirs.values().get(RawFrame.Settings.HEADER_TABLE_SIZE);
      if (table != null) {
        writer.headersConfiguration().maxHeaderTableSize(Math.min(table, RawSettings.HEADER_TABLE));
      }
    } catch (Http2Exception e) {
      exceptionCaught(ctx, e);
    }
    outbound.settings(ctx, theirs);
    writer.writeSettingsAck(ctx, ctx.newPromise());
  }

  /** Announces something. Until it is acknowledged, the server may go by what was before, too. */
  void announce(ChannelHandlerContext ctx, Http2Settings ours) {
    RawFrame.Settings told = RawListener.settings(ours);
    trace.sent(told);
    unacknowledged.add(told);
    allow();
    writer.writeSettings(ctx, ours, ctx.newPromise());
    ctx.flush();
  }

  private void acknowledged() {
    RawFrame.Settings told = unacknowledged.poll();
    if (told != null) {
      acknowledged.putAll(told.values());
      allow();
    }
  }

  /** Allows the server what it has acknowledged, and what it may have heard of or not. */
  private void allow() {
    inbound.initialWindow(most(RawFrame.Settings.INITIAL_WINDOW_SIZE));
    long table = most(RawFrame.Settings.HEADER_TABLE_SIZE);
    if (table != headerTable) {
      headerTable = table;
      try {
        headersDecoder.maxHeaderTableSize(table);
      } catch (Http2Exception e) {
        throw new IllegalArgumentException("header table: " + table + " (expected: a size)", e);
      }
    }
  }

  private long most(int setting) {
    return unacknowledged.stream()
        .map(told -> told.values().get(setting))
        .filter(Objects::nonNull)
        .reduce(acknowledged.getOrDefault(setting, 0L), Long::max);
  }

  void headers(ChannelHandlerContext ctx, int stream, RawHeaders fields, boolean endStream) {
    Http2Headers block = new DefaultHttp2Headers(false);
    for (RawHeaders.Field field : fields.fields()) {
      byte[] value = field.value().getBytes(StandardCharsets.ISO_8859_1);
      block.add(new AsciiString(field.name()), new AsciiString(value, false));
    }
    inbound.opened(stream);
    trace.sent(new RawFrame.Headers(System.nanoTime(), stream, fields, endStream));
    writer.writeHeaders(ctx, stream, block, 0, endStream, ctx.newPromise());
    ctx.flush();
  }

  void data(ChannelHandlerContext ctx, int stream, byte[] bytes, boolean endStream) {
    outbound.data(ctx, stream, bytes, endStream);
    ctx.flush();
  }

  void reset(ChannelHandlerContext ctx, int stream, long error) {
    outbound.drop(stream);
    inbound.reset(stream);
    trace.sent(new RawFrame.Reset(System.nanoTime(), stream, error));
    writer.writeRstStream(ctx, stream, error, ctx.newPromise());
    ctx.flush();
  }

  void grant(ChannelHandlerContext ctx, int stream, int bytes) {
    inbound.granted(stream, bytes);
    trace.sent(new RawFrame.WindowUpdate(System.nanoTime(), stream, bytes));
    writer.writeWindowUpdate(ctx, stream, bytes, ctx.newPromise());
    ctx.flush();
  }

  void ping(ChannelHandlerContext ctx, long content) {
    trace.sent(new RawFrame.Ping(System.nanoTime(), content, false));
    writer.writePing(ctx, false, content, ctx.newPromise());
    ctx.flush();
  }

  void goAway(ChannelHandlerContext ctx) {
    trace.sent(new RawFrame.GoAway(System.nanoTime(), 0, RawErrors.NO_ERROR, ""));
    writer.writeGoAway(ctx, 0, RawErrors.NO_ERROR, ctx.alloc().buffer(0), ctx.newPromise());
    ctx.flush();
  }
}
