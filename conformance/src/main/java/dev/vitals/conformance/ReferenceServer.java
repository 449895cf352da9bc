package dev.vitals.conformance;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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
 * RPCs), {@link ReferenceStream} (frames). Thread-safe.
 */
final class ReferenceServer implements AutoCloseable {
  /** Few bytes: what a slow watcher has not read is kept as one status, not as queued messages. */
  private static final WriteBufferWaterMark ROOM = new WriteBufferWaterMark(256, 512);

  private static final int STREAMS = 100_000;

  private final ReferenceHealth health;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("reference", true), NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listening;

  /** Starts one on a free port of the loopback. */
  ReferenceServer(ReferenceHealth health, Function<ReferenceHealth, ReferenceStream> streams) {
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

  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  ReferenceHealth health() {
    return health;
  }

  /** Takes no more connections, ends the Watches, says goodbye. */
  void stop() {
    listening.close().syncUninterruptibly();
    connections.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    health.stop();
  }

  /** Whether connections are accepted. */
  boolean isOpen() {
    return listening.isOpen();
  }

  @Override
  public void close() {
    listening.close();
    connections.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private void accept(
      SocketChannel connection, Function<ReferenceHealth, ReferenceStream> streams) {
    connections.add(connection);
    Http2FrameCodecBuilder codec = Http2FrameCodecBuilder.forServer();
    codec.initialSettings().maxConcurrentStreams(STREAMS).maxHeaderListSize(64 << 10);
    codec.decoderEnforceMaxRstFramesPerWindow(0, 0);
    connection
        .pipeline()
        .addLast(codec.build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.config().setWriteBufferWaterMark(ROOM);
                    stream.pipeline().addLast(streams.apply(health));
                  }
                }));
  }
}
