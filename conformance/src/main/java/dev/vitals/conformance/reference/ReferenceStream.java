package dev.vitals.conformance.reference;

import io.grpc.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The third layer of {@link ReferenceServer}: one HTTP/2 stream, gRPC's framing in and out. Open
 * for broken variants, which override how headers, messages and trailers look. Confined to its
 * event loop.
 */
public class ReferenceStream extends ReferenceChannel implements ReferenceCall {
  private final ReferenceHealth health;
  private final ReferenceRequest request;
  private final List<Runnable> closeTasks = new ArrayList<>();
  private Runnable readyTask = () -> {};
  private boolean headersSent;
  private boolean ended;
  private boolean closed;

  public ReferenceStream(ReferenceHealth health) {
    this(health, new ReferenceRequest());
  }

  /** One that reads its request in a way of its own. */
  public ReferenceStream(ReferenceHealth health, ReferenceRequest request) {
    this.health = health;
    this.request = request;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      if (frame instanceof Http2HeadersFrame headers) {
        begin(headers.headers());
        proceed(headers.isEndStream());
      } else if (frame instanceof Http2DataFrame data && !ended) {
        request.take(data.content());
        proceed(data.isEndStream());
      } else if (frame instanceof Http2ResetFrame) {
        close();
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    close();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isReady()) {
      readyTask.run();
    }
  }

  // What a broken variant may change

  /** Looks at the request's headers and refuses what can't be served. */
  public void begin(Http2Headers headers) {
    request.headers(headers);
    if (request.httpRefusal() != null) {
      ended = true;
      write(
          new DefaultHttp2HeadersFrame(
              new DefaultHttp2Headers().status(request.httpRefusal()), true));
      return;
    }
    if (health.method(request.path()) == null) {
      end(Code.UNIMPLEMENTED.value(), "no such method");
      return;
    }
    Duration timeout = request.timeout();
    if (timeout != null) {
      ctx().executor().schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** The client's time is over. */
  public void expire() {
    end(Code.DEADLINE_EXCEEDED.value(), "the deadline passed");
  }

  /** The response's first header block. */
  public Http2Headers responseHeaders() {
    return new DefaultHttp2Headers()
        .status("200")
        .set("content-type", "application/grpc")
        .set("grpc-accept-encoding", "identity,gzip");
  }

  /** The header block that ends the response. */
  public Http2Headers trailers(Http2Headers block, int code, String message) {
    block.set("grpc-status", Integer.toString(code));
    if (!message.isEmpty()) {
      block.set("grpc-message", ReferenceRequest.percentEncoded(message));
    }
    return block;
  }

  /** A message in gRPC's frame. */
  public ByteBuf framed(byte[] message) {
    ByteBuf frame = Unpooled.buffer(5 + message.length);
    return frame.writeByte(0).writeInt(message.length).writeBytes(message);
  }

  /** Puts a frame on the wire. */
  public void write(Object frame) {
    ctx().writeAndFlush(frame);
  }

  // The call

  @Override
  public final String path() {
    return request.path();
  }

  @Override
  public void sendHeaders() {
    if (!headersSent && !ended) {
      headersSent = true;
      write(new DefaultHttp2HeadersFrame(responseHeaders(), false));
    }
  }

  @Override
  public void send(byte[] message) {
    if (!ended) {
      sendHeaders();
      write(new DefaultHttp2DataFrame(framed(message), false));
    }
  }

  @Override
  public void end(int code, String message) {
    if (ended) {
      return;
    }
    ended = true;
    Http2Headers block = headersSent ? new DefaultHttp2Headers() : responseHeaders();
    write(new DefaultHttp2HeadersFrame(trailers(block, code, message), true));
    close();
  }

  @Override
  public boolean isReady() {
    return !ended && ctx().channel().isWritable();
  }

  @Override
  public final void execute(Runnable task) {
    ctx().executor().execute(task);
  }

  @Override
  public final void onReady(Runnable task) {
    readyTask = task;
  }

  @Override
  public final void onClose(Runnable task) {
    closeTasks.add(task);
    if (closed) {
      task.run();
    }
  }

  /** The request so far. */
  public final ReferenceRequest request() {
    return request;
  }

  public final ReferenceHealth health() {
    return health;
  }

  private void proceed(boolean last) {
    if (ended) {
      return;
    }
    ReferenceRequest.Refusal refusal = request.refusal(last);
    if (refusal != null) {
      end(refusal.code().value(), refusal.message());
    } else if (last) {
      health.handle(this, request.message());
    }
  }

  public final boolean hasEnded() {
    return ended;
  }

  /** The stream is over: nothing more goes out on it, and who waits for that is told. */
  public void close() {
    ended = true;
    if (!closed) {
      closed = true;
      closeTasks.forEach(Runnable::run);
    }
  }
}
