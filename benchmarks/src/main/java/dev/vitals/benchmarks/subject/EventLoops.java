package dev.vitals.benchmarks.subject;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Event loops of our own for a server whose calls run on them, too. */
final class EventLoops implements AutoCloseable {

  private final EventLoopGroup boss = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());

  void configure(NettyServerBuilder server) {
    server
        .directExecutor()
        .channelType(NioServerSocketChannel.class)
        .bossEventLoopGroup(boss)
        .workerEventLoopGroup(loops);
  }

  /** Returns the one that calls. */
  @Nullable Executor current() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return null;
  }

  @Override
  public void close() {
    boss.shutdownGracefully();
    loops.shutdownGracefully();
  }
}
