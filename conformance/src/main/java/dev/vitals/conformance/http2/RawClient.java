package dev.vitals.conformance.http2;

import dev.vitals.conformance.clause.Violation;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A gRPC client with nothing hidden: every byte that goes out is the caller's and every frame that
 * comes in is kept. It shares no code with any gRPC library.
 *
 * <p>Thread-safe. One daemon thread, however many connections; closing it closes them all.
 */
public final class RawClient implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("raw-client", true), NioIoHandler.newFactory());
  private final List<RawConnection> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Consumer<String> trace;
  private final Consumer<RawFault> faults;

  /** Starts a client that tells each frame to the trace, on its own thread. */
  public RawClient(Consumer<String> trace) {
    this(trace, fault -> {});
  }

  /** The same, and tells what a server does that HTTP/2 forbids. */
  public RawClient(Consumer<String> trace, Consumer<RawFault> faults) {
    this.trace = trace;
    this.faults = faults;
  }

  /** Connects, and waits for the server's SETTINGS. */
  public RawConnection connect(InetSocketAddress server) {
    return connect(server, RawSettings.DEFAULT);
  }

  /**
   * The same, presenting itself as told.
   *
   * @throws Violation if there is no HTTP/2 server
   */
  public RawConnection connect(InetSocketAddress server, RawSettings settings) {
    RawConnection connection =
        new RawConnection(
            server, settings, new RawTrace("raw#" + count.incrementAndGet(), trace), faults);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.patience().toMillis())
            .handler(connection.handler())
            .connect(server);
    connection.connected(connecting.channel());
    connections.add(connection);
    connecting.awaitUninterruptibly();
    if (!connecting.isSuccess()) {
      String why = String.valueOf(connecting.cause().getMessage());
      String came = why.replaceFirst(": [^ ]*$", "");
      throw connecting.cause() instanceof ConnectTimeoutException
          ? Violation.late("a connection to " + server, came)
          : new Violation("a connection to " + server, came);
    }
    Channel channel = connecting.channel();
    if (channel.remoteAddress().equals(channel.localAddress())) {
      channel.close();
      throw new Violation("a connection to " + server, "TCP connected our port to itself");
    }
    connection.awaitSettings();
    return connection;
  }

  /** Closes every connection and ends the thread. Idempotent. */
  @Override
  public void close() {
    connections.forEach(RawConnection::close);
    connections.clear();
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
