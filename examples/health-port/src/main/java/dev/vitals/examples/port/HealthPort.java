package dev.vitals.examples.port;

import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server of health alone. Everything is done on its event loops: nothing in health waits, so
 * it needs no executor, and however busy the application's server is, this one answers.
 */
final class HealthPort implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final EventLoopGroup acceptor =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
  private final Server server;

  private final Health health;

  /** Starts to serve it, and closes it in the end. */
  HealthPort(int port, Health health) throws IOException {
    this.health = health;
    server =
        NettyServerBuilder.forPort(port)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(loops)
            .directExecutor()
            .addService(GrpcHealth.of(health).eventLoop(this::current))
            .build();
    try {
      server.start();
    } catch (IOException e) {
      stopLoops();
      throw e;
    }
  }

  /** Returns the event loop that calls, or null if none does. */
  private @Nullable Executor current() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return null;
  }

  int port() {
    return server.getPort();
  }

  /** Ends open Watches with the last status, and what is left after five seconds. */
  @Override
  public void close() {
    server.shutdown();
    health.close();
    try {
      if (!server.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    stopLoops();
  }

  private void stopLoops() {
    acceptor.shutdownGracefully();
    loops.shutdownGracefully();
  }
}
