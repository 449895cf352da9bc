package dev.vitals.benchmarks.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One daemon thread that serves sockets and runs tasks in between. Everything that belongs to its
 * connections happens on it. Thread-safe.
 */
public final class Loop implements Executor, AutoCloseable {

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Starts a loop. */
  public Loop(String name) throws IOException {
    selector = Selector.open();
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Listens on a free port of loopback, which it returns; each connection gets a peer. */
  public int listen(Supplier<? extends Peer> peers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.configureBlocking(false);
    execute(() -> accept(server, peers));
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private void accept(ServerSocketChannel server, Supplier<? extends Peer> peers) {
    try {
      Runnable acceptor = () -> acceptAll(server, peers);
      server.register(selector, SelectionKey.OP_ACCEPT, acceptor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll(ServerSocketChannel server, Supplier<? extends Peer> peers) {
    try {
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        serve(channel, peers.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects to a port of loopback. On the loop's thread, for which it blocks a moment. */
  public Connection connect(int port, Peer peer) {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      return serve(SocketChannel.open(new InetSocketAddress(loopback, port)), peer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Connection serve(SocketChannel channel, Peer peer) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    Connection connection = new Connection(this, channel, key, peer);
    key.attach(connection);
    return connection;
  }

  private void run() {
    try (selector) {
      while (!closed) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        selector.select(this::ready);
      }
      selector.keys().forEach(Loop::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      connection.ready();
    } else if (key.attachment() instanceof Runnable acceptor) {
      acceptor.run();
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
