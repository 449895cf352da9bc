package dev.vitals.benchmarks.dedicated;

import dev.vitals.health.HealthSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server of health alone, in plain text. Thread-safe.
 *
 * <p>Its limits: {@value Inbound#MAX_CALLS} calls on a connection, {@value #MAX_CONNECTIONS}
 * connections, requests of {@value Request#MAX_BYTES} bytes, of which a connection may have {@value
 * ReceiveWindow#WINDOW_BYTES} bytes waiting, and header lists of {@value
 * Connection#MAX_HEADER_BYTES} bytes.
 */
public final class HealthPort implements AutoCloseable {

  static final int MAX_CONNECTIONS = 10_000;

  private static final int BACKLOG = 1024;

  private final HealthSource source;
  private final EventLoopGroup loops;
  private final Channel server;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private HealthPort(HealthSource source, InetSocketAddress address) {
    this.source = source;
    loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("health-port", true),
            NioIoHandler.newFactory());
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  /** Serves a source at an address; with port 0 at a free one. */
  public static HealthPort start(HealthSource source, InetSocketAddress address) {
    return new HealthPort(source, address);
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= MAX_CONNECTIONS) {
      channel.close();
      return;
    }
    Connection connection = new Connection(source);
    channel.pipeline().addLast(connection);
    connections.add(connection);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
  }

  /** Returns the port. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Returns how many calls are open now, which are watches but for a few. */
  public int openCalls() {
    return connections.stream().mapToInt(Connection::openCalls).sum();
  }

  /** Takes no more connections, and says so on those there are: calls under way go on [GOAWAY]. */
  public void shutdown() {
    server.close().syncUninterruptibly();
    connections.forEach(Connection::leave);
  }

  /** Waits until the last connection has ended; false if some have not by then. */
  public boolean awaitEnd(Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    boolean all = true;
    for (Connection connection : connections) {
      all &= connection.ended().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return all;
  }

  /** Cuts off what is left. */
  @Override
  public void close() {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
