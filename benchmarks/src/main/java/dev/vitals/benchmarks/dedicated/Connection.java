package dev.vitals.benchmarks.dedicated;

import dev.vitals.health.HealthSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its bytes become frames, which Netty's reader checks and decodes and {@link
 * Inbound} takes. All that one read brought is answered by one write.
 */
final class Connection extends ByteToMessageDecoder {

  static final int MAX_HEADER_BYTES = 8192;

  private static final System.Logger logger = System.getLogger("dev.vitals.benchmarks");
  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();
  private static final long PATIENCE_SECONDS = 10;
  private static final int TYPE_OFFSET =
      3; // where a frame's header has its type, and then its flags

  private final HealthSource source;
  private @Nullable ChannelHandlerContext context; // null before it is added, as the next three
  private @Nullable Outbound out;
  private @Nullable CallTable calls;
  private @Nullable Inbound inbound;
  private final DefaultHttp2FrameReader reader =
      new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(true, MAX_HEADER_BYTES));
  private int begun; // bytes of the preface, and then of the header of the first frame
  private boolean settled;
  private boolean leaving;

  Connection(HealthSource source) {
    this.source = source;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    out = new Outbound(added);
    ReceiveWindow receiveWindow = new ReceiveWindow(out);
    calls = new CallTable(source, receiveWindow, out, added.executor());
    inbound = new Inbound(receiveWindow, out, calls);
    out.settings(
        Http2CodecUtil.SETTINGS_MAX_CONCURRENT_STREAMS,
        Inbound.MAX_CALLS,
        Http2CodecUtil.SETTINGS_MAX_HEADER_LIST_SIZE,
        MAX_HEADER_BYTES);
    out.widen(0, ReceiveWindow.WINDOW_BYTES - Outbound.DEFAULT_WINDOW_BYTES);
    added.executor().schedule(this::expectSettled, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void expectSettled() {
    if (!settled) {
      context.close();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> none) {
    try {
      if (settled || settles(in)) {
        reader.readFrame(context, in, inbound);
      }
    } catch (Http2Exception e) {
      if (Http2Exception.isStreamError(e)) {
        inbound.reset(Http2Exception.streamId(e), e.error());
      } else {
        in.skipBytes(in.readableBytes());
        inbound.leave(e.error());
        out.close();
      }
    }
  }

  /** Whether the preface has come, and SETTINGS after it [RFC 9113, section 3.4]. */
  private boolean settles(ByteBuf in) throws Http2Exception {
    int length = Math.min(in.readableBytes(), PREFACE.readableBytes() - begun);
    if (!ByteBufUtil.equals(in, in.readerIndex(), PREFACE, begun, length)) {
      throw notHttp2();
    }
    in.skipBytes(length);
    begun += length;
    if (begun < PREFACE.readableBytes() || in.readableBytes() < TYPE_OFFSET + 2) {
      return false;
    }
    int header = in.readerIndex() + TYPE_OFFSET;
    boolean ack = new Http2Flags(in.getUnsignedByte(header + 1)).ack();
    if (in.getByte(header) != Http2FrameTypes.SETTINGS || ack) {
      throw notHttp2();
    }
    settled = true;
    return true;
  }

  private static Http2Exception notHttp2() {
    return Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "no HTTP/2 preface");
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    out.flush(); // our settings
  }

  /** Unlike the one it overrides, it asks for no more than automatic reading brings. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    discardSomeReadBytes();
    out.flush();
    closeIfDone();
  }

  /** Who does not take what it is sent is not read from either. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    boolean writable = context.channel().isWritable();
    context.channel().config().setAutoRead(writable);
    if (writable) {
      calls.resumeAll();
      out.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    calls.forgetAll();
    out.discard();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    reader.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      logger.log(System.Logger.Level.WARNING, "A connection failed", cause);
    }
    context.close();
  }

  private void closeIfDone() {
    if (leaving && calls.openCalls() == 0) {
      out.close();
    }
  }

  // For any thread.

  /** Says that no further calls are taken, and closes the connection after the last. */
  void leave() {
    context
        .executor()
        .execute(
            () -> {
              if (!leaving) {
                leaving = true;
                inbound.leave(Http2Error.NO_ERROR);
                out.flush();
                calls.whenDone(this::closeIfDone);
                closeIfDone();
              }
            });
  }

  int openCalls() {
    return calls.openCalls();
  }

  Future<?> ended() {
    return context.channel().closeFuture();
  }
}
