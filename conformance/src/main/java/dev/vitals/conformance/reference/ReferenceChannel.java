package dev.vitals.conformance.reference;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The channel of one HTTP/2 stream, as its handler sees it: where it is, and how full. Confined to
 * its event loop.
 */
abstract class ReferenceChannel extends ChannelInboundHandlerAdapter {
  private @Nullable ChannelHandlerContext context;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** The connection that the stream is on; its parent is the one that listens. */
  public final Channel connection() {
    return ctx().channel().parent();
  }

  /** Whether something that was sent still waits for the client to read. */
  public final boolean keepsBytes() {
    Channel stream = ctx().channel();
    return stream.bytesBeforeUnwritable() < stream.config().getWriteBufferHighWaterMark();
  }

  public final ChannelHandlerContext ctx() {
    if (context == null) {
      throw new IllegalStateException("stream: not in a pipeline yet");
    }
    return context;
  }
}
