package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Keeps a number of Checks under way, over a few connections, on one thread. */
final class CheckClient implements AutoCloseable {

  private final Loop loop = new Loop("check-client");
  private final List<CheckConnection> connections;

  /** Connects and begins. */
  CheckClient(int port, int count, int atOnce) throws IOException {
    connections =
        Stream.generate(() -> new CheckConnection(WatchClient.SERVICE)).limit(count).toList();
    loop.execute(
        () -> {
          for (CheckConnection connection : connections) {
            connection.connect(loop, port, Frames.MAX_WINDOW_BYTES);
            connection.request(atOnce / count);
            connection.flush();
          }
        });
  }

  /** Returns how many have been answered so far, all of them rightly. */
  long answered() {
    CompletableFuture<Long> sum = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            sum.complete(connections.stream().mapToLong(CheckConnection::answered).sum());
          } catch (HarnessException e) {
            sum.completeExceptionally(e);
          }
        });
    return sum.join();
  }

  @Override
  public void close() {
    loop.close();
  }
}
