package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Watchers of one service over a few connections: one thread that parses frames and counts. It
 * costs some ten nanoseconds a message and is not what is measured. For one thread.
 */
final class WatchClient implements AutoCloseable {

  static final String SERVICE = "acme.FooService";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SERVING = 1;
  private static final Duration SILENCE = Duration.ofMillis(30);

  private final int port;
  private final Loop loop;
  private final Tally tally;
  private final List<WatchConnection> connections = new ArrayList<>();

  WatchClient(int port) throws IOException {
    this.port = port;
    loop = new Loop("watch-client");
    tally = new Tally(loop);
  }

  Tally tally() {
    return tally;
  }

  /** Opens connections with as wide a window a stream as there is. */
  void connect(int count) {
    connect(count, Frames.MAX_WINDOW_BYTES);
  }

  /** Opens connections; their watchers read no more than a window of so many bytes. */
  void connect(int count, int window) {
    onLoop(
        () -> {
          for (int i = 0; i < count; i++) {
            WatchConnection connection = new WatchConnection(SERVICE, tally);
            connection.connect(loop, port, window);
            connections.add(connection);
          }
        });
  }

  /** Opens watches, spread evenly over the connections, and waits for nothing. */
  void open(int watchers) {
    onLoop(
        () -> {
          int count = connections.size();
          for (int i = 0; i < count; i++) {
            connections.get(i).open((watchers + i) / count);
          }
        });
  }

  /** Opens watches and waits until each has been told that the service serves; returns when. */
  long openAll(int watchers) {
    open(watchers);
    return tally.await(SERVING, PATIENCE);
  }

  /**
   * Has the server make so many changes, of which the few that are open are told, that the caller's
   * code is compiled. A warm-up alone has some hundreds, after which it is still interpreted in
   * part.
   */
  void compile(ServerProcess server, Duration patience) {
    server.compile(patience);
    tally.await(SERVING, patience);
    quiet(SILENCE);
  }

  /** Reads on with a watcher that did not: the first one of the first connection. */
  void resume() {
    onLoop(() -> connections.get(0).widen(1, Frames.MAX_WINDOW_BYTES));
  }

  /** Cuts all connections and forgets their watchers. */
  void disconnect() {
    onLoop(() -> connections.forEach(WatchConnection::close));
    connections.clear();
    tally.reset();
  }

  /** Waits until nothing has come for so long; returns how many messages came in all. */
  long quiet(Duration silence) {
    long before = -1;
    long messages = tally.messages();
    while (before != messages) {
      Pause.of(silence);
      before = messages;
      messages = tally.messages();
    }
    return messages;
  }

  private void onLoop(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    done.join();
  }

  @Override
  public void close() {
    loop.close();
  }
}
