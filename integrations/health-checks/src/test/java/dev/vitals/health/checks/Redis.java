package dev.vitals.health.checks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import redis.embedded.core.ExecutableProvider;

/** A real Redis that keeps nothing. */
record Redis(Process process, int port) implements AutoCloseable {

  static Redis start() throws IOException {
    int port = Ports.free();
    String program = ExecutableProvider.newJarResourceProvider().get().getPath();
    Process process =
        new ProcessBuilder(
                program, "--bind", "127.0.0.1", "--port", String.valueOf(port), "--save", "")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    return new Redis(process, port);
  }

  static RedisClient client(int port) {
    return RedisClient.create("redis://127.0.0.1:" + port);
  }

  /** Connects as soon as it listens. */
  static StatefulRedisConnection<String, String> connect(RedisClient client) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(client::connect, connection -> true);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(20, SECONDS).join();
  }
}
