package dev.vitals.conformance.http2;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server that does exactly what its script writes, frame by frame, and keeps what it was sent.
 * One daemon thread.
 */
final class RawServer implements AutoCloseable {
  /** Called on the event loop with each frame that comes. */
  @FunctionalInterface
  interface Script {
    void frame(Peer peer, RawFrame frame);
  }

  private static final RawHeaders OK_HEADERS =
      RawHeaders.EMPTY.plus(":status", "200").plus("content-type", "application/grpc");

  final List<RawFrame> received = new CopyOnWriteArrayList<>();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("raw-server", true), NioIoHandler.newFactory());
  private final Channel channel;

  RawServer(Script script) {
    this(new Http2Settings(), script);
  }

  RawServer(Http2Settings settings, Script script) {
    channel =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child.pipeline().addLast(new Peer(settings, script));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** One connection, as the script drives it. */
  final class Peer extends ByteToMessageDecoder {
    private final Http2Settings settings;
    private final Script script;
    private final DefaultHttp2FrameReader reader =
        new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, 1 << 20));
    private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter();
    private int preface = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
    private ChannelHandlerContext ctx;

    Peer(Http2Settings settings, Script script) {
      this.settings = settings;
      this.script = script;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      this.ctx = ctx;
      writer.writeSettings(ctx, settings, ctx.newPromise());
      ctx.flush();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Http2Exception {
      int skipped = Math.min(preface, in.readableBytes());
      in.skipBytes(skipped);
      preface -= skipped;
      reader.readFrame(
          ctx,
          in,
          new RawListener(
              frame -> {
                received.add(frame);
                if (frame instanceof RawFrame.Settings) {
                  writer.writeSettingsAck(ctx, ctx.newPromise());
                }
                script.frame(this, frame);
              }));
      ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      received.add(new RawFrame.Closed(System.nanoTime(), String.valueOf(cause.getMessage())));
      ctx.close();
    }

    void headers(int stream) {
      headers(stream, OK_HEADERS, false);
    }

    void trailers(int stream, String grpcStatus) {
      headers(stream, RawHeaders.EMPTY.plus("grpc-status", grpcStatus), true);
    }

    void headers(int stream, RawHeaders fields, boolean endStream) {
      DefaultHttp2Headers block = new DefaultHttp2Headers(false);
      fields.fields().forEach(field -> block.add(field.name(), field.value()));
      writer.writeHeaders(ctx, stream, block, 0, endStream, ctx.newPromise());
    }

    void data(int stream, byte[] bytes, int padding, boolean endStream) {
      ByteBuf copy = Unpooled.copiedBuffer(bytes);
      writer.writeData(ctx, stream, copy, padding, endStream, ctx.newPromise());
    }

    void message(int stream, int status) {
      data(stream, WireBytes.framed(WireHealth.response(status)), 0, false);
    }

    /** Answers a unary call as it should be. */
    void answer(int stream, int status) {
      headers(stream);
      message(stream, status);
      trailers(stream, "0");
    }

    void reset(int stream, long error) {
      writer.writeRstStream(ctx, stream, error, ctx.newPromise());
    }

    void pong(long content) {
      writer.writePing(ctx, true, content, ctx.newPromise());
    }

    void grant(int stream, int bytes) {
      writer.writeWindowUpdate(ctx, stream, bytes, ctx.newPromise());
    }

    void goAway(int last, long error, String debug) {
      ByteBuf text = Unpooled.copiedBuffer(debug, StandardCharsets.UTF_8);
      writer.writeGoAway(ctx, last, error, text, ctx.newPromise());
    }

    void unknownFrame(int stream) {
      writer.writeFrame(
          ctx, (byte) 0xfe, stream, new Http2Flags(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
    }

    void bytes(byte[] bytes) {
      ctx.write(Unpooled.copiedBuffer(bytes));
    }

    void close() {
      ctx.flush();
      ctx.close();
    }

    static boolean endsRequest(RawFrame frame) {
      return !(frame instanceof RawFrame.Reset) && RawReply.ends(frame);
    }
  }
}
