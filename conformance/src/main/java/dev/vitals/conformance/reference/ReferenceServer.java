package dev.vitals.conformance.reference;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A health server that keeps every clause, written from the texts on Netty's HTTP/2 codec. Shares
 * no code with any library under judgement: it is what the broken servers of {@code selftest} are
 * made from, in its three layers: {@link ReferenceCore} (statuses), {@link ReferenceHealth} (the
 * RPCs), {@link ReferenceStream} (frames). Open for variants that differ in what a connection does.
 * Thread-safe.
 */
public class ReferenceServer implements AutoCloseable {
  /** Few bytes: what a slow watcher has not read is kept as one status, not as queued messages. */
  private static final WriteBufferWaterMark MAX_QUEUED = new WriteBufferWaterMark(256, 512);

  private static final int STREAMS = 100_000;

  /** Makes one. */
  @FunctionalInterface
  public interface Factory {
    ReferenceServer start(
        ReferenceHealth health, Function<ReferenceHealth, ReferenceStream> streams);
  }

  private final ReferenceHealth health;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("reference", true), NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listening;

  /** Starts one on a free port of the loopback. */
  public ReferenceServer(
      ReferenceHealth health, Function<ReferenceHealth, ReferenceStream> streams) {
    this.health = health;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    accept(connection, streams);
                  }
                });
    listening = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
  }

  public final InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  final ReferenceHealth health() {
    return health;
  }

  /** Takes no more connections, ends the Watches, says goodbye. */
  public void stop() {
    closeDoor();
    connections.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    health.stop();
  }

  /** The open connections. */
  public final ChannelGroup connections() {
    return connections;
  }

  /** Takes no more connections. */
  public final void closeDoor() {
    listening.close().syncUninterruptibly();
  }

  /** What to say of itself to a client, before anything else. */
  public void settings(Http2Settings settings) {
    settings.maxConcurrentStreams(STREAMS).maxHeaderListSize(64 << 10);
  }

  /** A connection came. */
  public void connected(SocketChannel connection) {}

  /** Whether connections are accepted. */
  public boolean isOpen() {
    return listening.isOpen();
  }

  @Override
  public final void close() {
    listening.close();
    connections.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private void accept(
      SocketChannel connection, Function<ReferenceHealth, ReferenceStream> streams) {
    connections.add(connection);
    connected(connection);
    Http2FrameCodecBuilder codec = Http2FrameCodecBuilder.forServer();
    settings(codec.initialSettings());
    codec.decoderEnforceMaxRstFramesPerWindow(0, 0);
    connection
        .pipeline()
        .addLast(codec.build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.config().setWriteBufferWaterMark(MAX_QUEUED);
                    stream.pipeline().addLast(streams.apply(health));
                  }
                }))
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
              }
            });
  }
}
