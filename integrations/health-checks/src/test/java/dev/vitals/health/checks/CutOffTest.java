package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.FAILING;
import static dev.vitals.health.CheckResult.Outcome.PASSING;
import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With a real Toxiproxy between a check and what it asks. The tests run side by side, each with a
 * way of its own: what they do is to wait.
 */
@ExtendWith(NeedsToxiproxy.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Execution(ExecutionMode.CONCURRENT)
class CutOffTest {

  /** What happens to connections, those that are there and those that come. */
  enum Fault {
    /** Half open: requests arrive, answers do not, and nobody hears that they do not. */
    ANSWERS_VANISH {
      @Override
      Toxic on(Proxy proxy) throws IOException {
        return proxy.toxics().timeout("fault", DOWNSTREAM, 0);
      }
    },
    ANSWERS_COME_TOO_LATE {
      @Override
      Toxic on(Proxy proxy) throws IOException {
        return proxy.toxics().latency("fault", DOWNSTREAM, 4 * Running.TIMEOUT.toMillis());
      }
    },
    /** With the first answer. */
    CONNECTIONS_ARE_RESET {
      @Override
      Toxic on(Proxy proxy) throws IOException {
        return proxy.toxics().resetPeer("fault", DOWNSTREAM, 0);
      }
    };

    abstract Toxic on(Proxy proxy) throws IOException;
  }

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /**
   * Ten times the timeout of a check: a busy machine may take some, a check that hangs takes all.
   */
  private static final Duration SOON = Running.TIMEOUT.multipliedBy(10);

  @TempDir private static Path folder;

  @AutoClose private static Toxiproxy toxiproxy;
  @AutoClose private static Postgres postgres;
  @AutoClose private static Redis redis;

  @BeforeAll
  static void start() throws Exception {
    toxiproxy = Toxiproxy.start();
    postgres = Postgres.start(folder);
    redis = Redis.start();
  }

  /** Brings the fault about, and holds the check to failing in time and to ending its runs. */
  private static Toxic cut(Fault fault, Proxy proxy, Running check) throws IOException {
    check.passes();
    Toxic toxic = fault.on(proxy);
    await().atMost(SOON).until(() -> check.report().verdict() == FAILING);
    check.endsItsRuns();
    return toxic;
  }

  @ParameterizedTest
  @EnumSource
  void A_database_cut_off_fails_keeps_no_connection_and_passes_again(Fault fault) throws Exception {
    Proxy proxy = toxiproxy.to(postgres.port());
    try (HikariDataSource pool = Postgres.pool(2, Toxiproxy.port(proxy));
        Running check = Running.of(DataSourceCheck.of("db", pool))) {
      Toxic toxic = cut(fault, proxy, check);
      await().atMost(SOON).until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
      toxic.remove();
      check.passes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void A_redis_cut_off_fails_and_passes_again(Fault fault) throws Exception {
    Proxy proxy = toxiproxy.to(redis.port());
    RedisClient client = Redis.client(Toxiproxy.port(proxy));
    try (Running check = Running.of(LettuceCheck.of("redis", Redis.connect(client)))) {
      cut(fault, proxy, check).remove();
      check.passes();
    } finally {
      client.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void A_web_server_cut_off_fails_and_passes_again(Fault fault) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    Proxy proxy = toxiproxy.to(server.getAddress().getPort());
    URI uri = URI.create("http://127.0.0.1:" + Toxiproxy.port(proxy) + "/readyz");
    try (Running check = Running.of(HttpCheck.of("http", HttpClient.newHttpClient(), uri))) {
      cut(fault, proxy, check).remove();
      check.passes();
    } finally {
      server.stop(0);
    }
  }

  /** As its documentation says: who takes the protocol's own check sees more. */
  @Test
  void A_port_passes_while_something_accepts_and_fails_while_nothing_does() throws Exception {
    Proxy proxy = toxiproxy.to(redis.port());
    try (Running check =
        Running.of(TcpCheck.of("tcp", LOOPBACK.getHostAddress(), Toxiproxy.port(proxy)))) {
      check.passes();
      Toxic toxic = Fault.ANSWERS_VANISH.on(proxy);
      int before = check.report().streak();
      await().atMost(ofSeconds(20)).until(() -> check.report().streak() > before + 3);
      assertThat(check.report().verdict()).isEqualTo(PASSING);
      toxic.remove();
      proxy.disable();
      check.fails("refused");
      check.endsItsRuns();
      proxy.enable();
      check.passes();
    }
  }

  // --- gRPC ---

  @Test
  void A_dependency_whose_connection_is_reset_fails_at_once_and_passes_again() throws Exception {
    try (Bar bar = new Bar()) {
      bar.becomes(PASSING, "");
      Toxic toxic = Fault.CONNECTIONS_ARE_RESET.on(bar.proxy);
      bar.says(CheckResult.failing("this is lost with the connection"));
      bar.becomes(FAILING, "the stream ended: UNAVAILABLE");
      bar.says(CheckResult.passing());
      toxic.remove();
      bar.becomes(PASSING, "");
    }
  }

  /** The shortest that grpc-java sends pings after is ten seconds. */
  @Test
  void A_dependency_cut_off_fails_by_the_keepalive_of_its_channel_and_passes_again()
      throws Exception {
    try (Bar bar = new Bar()) {
      bar.becomes(PASSING, "");
      Toxic toxic = Fault.ANSWERS_VANISH.on(bar.proxy);
      bar.says(CheckResult.failing("this does not arrive"));
      bar.becomes(FAILING, "the stream ended: UNAVAILABLE: Keepalive failed");
      bar.says(CheckResult.passing());
      toxic.remove();
      bar.becomes(PASSING, "");
    }
  }

  /** A server with one service, and a dependency on it by way of the proxy. */
  private static final class Bar implements AutoCloseable {
    private final ServiceStatus status = ServiceStatus.create("bar");
    private final Health health = Health.builder().service("acme.Bar", status).start();
    private final Server server;
    private final Proxy proxy;
    private final ManagedChannel channel;
    private final GrpcDependency dependency;

    Bar() throws IOException {
      says(CheckResult.passing());
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(LOOPBACK, 0))
              .addService(GrpcHealth.of(health))
              .permitKeepAliveTime(1, SECONDS)
              .build()
              .start();
      proxy = toxiproxy.to(server.getPort());
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", Toxiproxy.port(proxy))
              .usePlaintext()
              .keepAliveTime(10, SECONDS)
              .keepAliveTimeout(1, SECONDS)
              .build();
      dependency =
          GrpcDependency.watch(
              channel, "acme.Bar", new GrpcDependency.Pauses(ofMillis(50), ofMillis(200)));
    }

    void says(CheckResult result) {
      status.set(result);
    }

    void becomes(CheckResult.Outcome outcome, String why) {
      await()
          .atMost(ofSeconds(40))
          .untilAsserted(
              () -> {
                CheckResult now = dependency.status().get();
                assertThat(now.outcome()).as(now.reason()).isEqualTo(outcome);
                assertThat(now.reason()).contains(why);
              });
    }

    @Override
    public void close() {
      dependency.close();
      channel.shutdownNow();
      server.shutdownNow();
      health.close();
    }
  }
}
