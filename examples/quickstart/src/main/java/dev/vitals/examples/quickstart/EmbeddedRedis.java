package dev.vitals.examples.quickstart;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of this process's own, on loopback, from Maven Central; for trying things out. Only the
 * binary is taken from there: embedded-redis would stop it by a shutdown hook, before the server
 * has drained.
 *
 * <p>It is a 6.2.11, the newest that Maven Central has, and Redis has mended faults since, most of
 * them in its scripts. So it runs none, and asks for a password, which other users of the machine
 * do not know. Give {@code REDIS_URL} for anything else.
 */
record EmbeddedRedis(Process server, int port, String password) implements AutoCloseable {

  private static final ExecutableProvider BINARY = ExecutableProvider.newJarResourceProvider();

  static EmbeddedRedis start() throws IOException {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    return start(freePort(), HexFormat.of().formatHex(secret));
  }

  /** Starts one on a given port. It may take a moment until it answers. */
  static EmbeddedRedis start(int port, String password) throws IOException {
    try {
      File binary = BINARY.get();
      Process server =
          new ProcessBuilder(binary.getPath(), "-") // by its input: arguments are seen by everybody
              .directory(binary.getParentFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      try (Writer settings = server.outputWriter(StandardCharsets.US_ASCII)) {
        settings.write(
            """
            bind 127.0.0.1
            port %d
            requirepass %s
            save ""
            rename-command EVAL ""
            rename-command EVALSHA ""
            rename-command SCRIPT ""
            """
                .formatted(port, password));
      } catch (IOException e) {
        server.destroyForcibly();
        throw e;
      }
      return new EmbeddedRedis(server, port, password);
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
    return "redis://:%s@127.0.0.1:%d".formatted(password, port);
  }

  /** A record would show the password. */
  @Override
  public String toString() {
    return "embedded Redis on port " + port;
  }

  @Override
  public void close() {
    server.destroyForcibly().onExit().join(); // it has nothing to save
  }
}
