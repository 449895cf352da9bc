package dev.vitals.health.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Netty server on loopback and connections to it, with event loops and threads of their own, so
 * that nothing of them stays in what gRPC shares.
 */
final class Sockets implements AutoCloseable {

  private final EventLoopGroup served =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EventLoopGroup connected =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final ExecutorService calls = Executors.newFixedThreadPool(4);
  private final Collection<ManagedChannel> channels = new ConcurrentLinkedQueue<>();
  private final Server server;

  Sockets(GrpcHealth health, Consumer<NettyServerBuilder> settings) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(served)
            .workerEventLoopGroup(served)
            .executor(calls)
            .addService(health);
    settings.accept(builder);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a connection of its own, that ends with the others at the latest. */
  ManagedChannel connect(Consumer<NettyChannelBuilder> settings) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(connected)
            .executor(calls)
            .offloadExecutor(calls)
            .usePlaintext();
    settings.accept(builder);
    ManagedChannel channel = builder.build();
    channels.add(channel);
    return channel;
  }

  ManagedChannel connect() {
    return connect(settings -> {});
  }

  /** Ends one of them, as a client does that is killed. */
  void drop(ManagedChannel channel) {
    channel.shutdownNow();
    channels.remove(channel);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    try {
      server.awaitTermination(20, TimeUnit.SECONDS);
      served.shutdownGracefully(0, 10, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS);
      connected.shutdownGracefully(0, 10, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS);
      calls.shutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
