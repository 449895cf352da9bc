package dev.vitals.health.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a browser and a server, and can be cut. Its port stays its own. */
final class Relay implements Closeable {

  private final InetSocketAddress to;
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Relay(InetSocketAddress to) throws IOException {
    this.to = to;
    start("relay", this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Ends all connections, and each new one at once. */
  void cut() {
    cut = true;
    sockets.forEach(Relay::close);
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket from = listening.accept();
        if (cut) {
          close(from);
        } else {
          connect(from);
        }
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void connect(Socket from) throws IOException {
    Socket onward = new Socket(to.getAddress(), to.getPort());
    sockets.add(from);
    sockets.add(onward);
    start("relay-there", () -> copy(from, onward));
    start("relay-back", () -> copy(onward, from));
    if (cut) { // meanwhile
      cut();
    }
  }

  private void copy(Socket from, Socket onward) {
    try {
      from.getInputStream().transferTo(onward.getOutputStream());
    } catch (IOException e) {
      // One side has gone.
    } finally {
      sockets.remove(from);
      close(from);
      close(onward);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    listening.close();
  }
}
