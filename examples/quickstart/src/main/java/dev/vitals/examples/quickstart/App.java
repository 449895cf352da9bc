package dev.vitals.examples.quickstart;

import static java.util.Objects.requireNonNullElse;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import dev.vitals.health.http.HealthHttp;
import dev.vitals.health.http.HealthHttpServer;
import io.grpc.Server;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The server and all that it needs, started in one order and stopped in the other. Thread-safe; a
 * stop that comes while it starts waits for the start.
 */
final class App implements AutoCloseable {

  private final Settings settings;
  private final Deque<AutoCloseable> dependencies = new ArrayDeque<>();
  private final Map<String, ServiceStatus> switches = new LinkedHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Health health;
  private Server server;
  private HealthHttpServer page;

  App(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts to serve. A database or a cache that is not there does not keep it from that: health
   * says so, and says when they are.
   *
   * @throws IOException if it cannot serve at all, with the reason in words; nothing runs then
   */
  synchronized void start() throws IOException {
    try {
      Database database = opened(new Database(databaseUrl(), settings));
      Cache cache = opened(new Cache(redisUrl(), settings));
      CallThreads threads = opened(new CallThreads());
      health = health(database, cache);
      server =
          bound(
              HardenedServer.on(settings.host(), settings.port())
                  .directExecutor() // for health; the rest has threads
                  .callExecutor(threads)
                  .addService(new FooService(database))
                  .addService(new BarService(cache))
                  .addService(GrpcHealth.of(health))
                  .addService(ProtoReflectionServiceV1.newInstance())
                  .build());
      if (settings.pagePort() != null) {
        page = page(settings.pagePort());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Health health(Database database, Cache cache) {
    HealthCheck a = switched("a_check");
    HealthCheck b = switched("b_check");
    HealthCheck c = switched("c_check");
    HealthCheck db = database.check();
    HealthCheck connection = cache.status();
    HealthCheck ping = cache.check();

    HealthBuilder builder =
        Health.builder()
            .service("acme.FooService", a, b, db)
            .service("acme.BarService", b, c, connection, ping)
            .service("liveness") // no checks: a restart would not bring the database back
            .service("readiness", db, HealthCheck.optional(connection))
            .survivesDrain("liveness");
    if (!settings.overall().isEmpty()) {
      Map<String, HealthCheck> checks = new LinkedHashMap<>();
      for (HealthCheck check : new HealthCheck[] {a, b, c, db, connection, ping}) {
        checks.put(check.name(), check);
      }
      builder.overall(settings.overall().stream().map(checks::get).toArray(HealthCheck[]::new));
    }
    return builder.start();
  }

  /** A check that stands for something of your own; the console makes it fail and pass. */
  private ServiceStatus switched(String name) {
    ServiceStatus status = ServiceStatus.create(name);
    status.set(CheckResult.passing());
    switches.put(name, status);
    return status;
  }

  private String databaseUrl() throws IOException {
    return settings.databaseUrl() != null
        ? settings.databaseUrl()
        : opened(EmbeddedPostgresql.start()).url();
  }

  private String redisUrl() throws IOException {
    return settings.redisUrl() != null ? settings.redisUrl() : opened(EmbeddedRedis.start()).url();
  }

  private <T extends AutoCloseable> T opened(T dependency) {
    dependencies.push(dependency);
    return dependency;
  }

  private Server bound(Server server) throws IOException {
    try {
      return server.start();
    } catch (IOException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "%s:%d: %s (expected: an address to listen on; choose with HOST and PORT)"
              .formatted(
                  settings.host(),
                  settings.port(),
                  requireNonNullElse(reason.getMessage(), "no such address")),
          e);
    }
  }

  /** Shows reasons, which may name hosts and users: only who is on this machine gets there. */
  private HealthHttpServer page(int port) throws IOException {
    HealthHttp details = HealthHttp.builder(health).declarePrivate().build();
    try {
      return HealthHttpServer.start(details, new InetSocketAddress("127.0.0.1", port));
    } catch (BindException e) {
      throw new IOException(
          "127.0.0.1:%d: %s (expected: a port for the page; choose with PAGE_PORT)"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** Returns the address of the status page; null without one. */
  String pageAddress() {
    return page == null ? null : "http://127.0.0.1:" + page.address().getPort() + '/';
  }

  /** Returns the port it listens on. */
  int port() {
    return server.getPort();
  }

  Health health() {
    return health;
  }

  Map<String, ServiceStatus> switches() {
    return switches;
  }

  /** Waits until somebody has stopped it. */
  void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** Stops in the order that keeps clients from seeing errors. Idempotent. */
  @Override
  public synchronized void close() {
    if (stopped.getCount() == 0) {
      return;
    }
    if (server != null) {
      // Watchers and probers turn away; should an operator resume meanwhile, it stops all the same.
      health.drain(settings.drain()).handle((over, resumed) -> null).join();
      server.shutdown(); // GOAWAY: no new calls
      health.close(); // leftover watches end; calls under way go on
      awaitCalls();
    } else if (health != null) {
      health.close();
    }
    if (page != null) {
      page.close();
    }
    dependencies.forEach(App::closeQuietly);
    stopped.countDown();
  }

  private void awaitCalls() {
    try {
      if (!server.awaitTermination(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable dependency) {
    try {
      dependency.close();
    } catch (Exception e) {
      System.getLogger(App.class.getName())
          .log(System.Logger.Level.WARNING, dependency + " did not close; the rest goes on", e);
    }
  }
}
