package dev.vitals.examples.quickstart;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of this process's own, on loopback, from Maven Central. Only the binary is taken from
 * there: embedded-redis would stop it by a shutdown hook, before the server has drained.
 */
record EmbeddedRedis(Process server, int port) implements AutoCloseable {

  private static final ExecutableProvider BINARY = ExecutableProvider.newJarResourceProvider();

  static EmbeddedRedis start() throws IOException {
    return start(freePort());
  }

  /** Starts one on a given port. It may take a moment until it answers. */
  static EmbeddedRedis start(int port) throws IOException {
    try {
      File binary = BINARY.get();
      Process server =
          new ProcessBuilder(binary.getPath(), "--port", "" + port, "--bind", "127.0.0.1")
              .directory(binary.getParentFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      return new EmbeddedRedis(server, port);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "embedded Redis: " + e.getMessage() + " (the way out: give REDIS_URL)", e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.destroyForcibly().onExit().join(); // it has nothing to save
  }
}
