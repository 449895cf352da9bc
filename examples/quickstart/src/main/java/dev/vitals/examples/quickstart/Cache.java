package dev.vitals.examples.quickstart;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Redis behind one connection, which knows first when it is lost: its events set a status. What no
 * event tells, a server that hangs, a check finds out. Thread-safe.
 */
final class Cache implements AutoCloseable, RedisConnectionStateListener {

  private final Settings settings;
  private final RedisURI uri;
  private final ClientResources resources;
  private final RedisClient client;
  private final ServiceStatus status = ServiceStatus.create("cache");
  private volatile StatefulRedisConnection<String, String> connection; // null until the first

  Cache(String url, Settings settings) {
    this.settings = settings;
    uri = RedisURI.create(url);
    resources =
        ClientResources.builder()
            .reconnectDelay(
                Delay.fullJitter(Duration.ZERO, Duration.ofSeconds(2), 50, TimeUnit.MILLISECONDS))
            .build();
    client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
            .socketOptions(SocketOptions.builder().connectTimeout(settings.timeout()).build())
            .build());
    client.addListener(this);
    connect();
  }

  /** Set by the connection, at once. */
  ServiceStatus status() {
    return status;
  }

  /** Asks the server, without a thread that waits for the answer. */
  ServiceCheck check() {
    return ServiceCheck.async("cache_ping", context -> ping())
        .period(settings.period())
        .timeout(settings.timeout())
        .failureThreshold(settings.failureThreshold())
        .build();
  }

  private CompletionStage<CheckResult> ping() {
    return connection == null
        ? CompletableFuture.completedStage(CheckResult.unknown("not connected yet"))
        : connection.async().ping().thenApply(pong -> CheckResult.passing());
  }

  /** Lettuce comes back by itself once it has been connected; until then this tries. */
  private void connect() {
    client.connectAsync(StringCodec.UTF8, uri).whenComplete(this::connected);
  }

  private void connected(StatefulRedisConnection<String, String> made, Throwable failure) {
    if (failure == null) {
      connection = made;
      return;
    }
    status.set(CheckResult.failing("cannot connect", failure));
    if (!resources.eventExecutorGroup().isShuttingDown()) {
      resources.eventExecutorGroup().schedule(this::connect, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> to, SocketAddress address) {
    status.set(CheckResult.passing());
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> from) {
    status.set(CheckResult.failing("connection lost"));
  }

  /** Does what the service is there for. */
  CompletionStage<Long> count(String counter) {
    return connection == null
        ? CompletableFuture.failedStage(new IllegalStateException("not connected yet"))
        : connection.async().incr("quickstart:" + counter);
  }

  @Override
  public void close() {
    client.shutdown();
    resources.shutdown();
  }
}
