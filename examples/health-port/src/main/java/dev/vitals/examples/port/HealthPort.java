package dev.vitals.examples.port;

import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server of health alone. It has no executor: nothing in health waits, so all is done on the
 * event loops that read and write, and no flood of calls makes threads.
 *
 * <p>Thread-safe.
 */
final class HealthPort implements AutoCloseable {

  /** A name has at most 256 bytes. */
  private static final int LONGEST_REQUEST = 4 * 1024;

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Health health;
  private final Server server;

  /** Starts to serve it on all addresses, and closes it in the end. */
  HealthPort(int port, Health health) throws IOException {
    this(HardenedServer.on("0.0.0.0", port), health);
  }

  /** The same on a server with limits of one's own. */
  HealthPort(NettyServerBuilder builder, Health health) throws IOException {
    this.health = health;
    server =
        builder
            .maxInboundMessageSize(LONGEST_REQUEST)
            .directExecutor()
            .addService(GrpcHealth.of(health))
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /**
   * Ends open Watches with the last status, and what is left after five seconds. Idempotent. To
   * have clients turn away first, drain the health before.
   */
  @Override
  public void close() {
    server.shutdown();
    health.close();
    try {
      if (!server.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
