package dev.vitals.examples.quickstart;

import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.ServiceReport;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(180)
class QuickstartTest {

  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "HOST", "127.0.0.1",
              "PORT", "0",
              "CHECK_PERIOD", "100ms",
              "FAILURE_THRESHOLD", "1",
              "DRAIN", "1ms"));
  private App app;
  private Console console;
  private Client client;

  @AfterEach
  void stop() {
    client.close();
    app.close();
  }

  @Test
  void on_its_own_it_brings_a_database_and_a_cache_and_serves() throws Exception {
    start();
    for (String service : new String[] {"", "acme.FooService", "acme.BarService", "readiness"}) {
      client.await(service, SERVING);
    }
    assertThat(client.greet("world")).startsWith("Hello, world, from PostgreSQL 18");
    assertThat(client.count("visits")).isEqualTo(1);
    assertThat(client.count("visits")).isEqualTo(2);

    app.close();
    assertThat(app.health().isDraining()).isTrue();
  }

  @Test
  void each_service_follows_what_it_needs_and_nothing_else() throws Exception {
    int databasePort = EmbeddedRedis.freePort();
    int cachePort = EmbeddedRedis.freePort();
    environment.put(
        "DATABASE_URL",
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(databasePort));
    environment.put("REDIS_URL", "redis://:secret@127.0.0.1:" + cachePort);
    start();

    // Neither is there: it serves all the same, and says what is wrong.
    client.await("acme.FooService", NOT_SERVING);
    client.await("acme.BarService", NOT_SERVING);
    assertThat(client.check("liveness")).isEqualTo(SERVING);
    assertThat(why("acme.FooService")).contains("db FAILING: Connection to 127.0.0.1", "refused");
    assertThat(why("acme.BarService")).contains("cache FAILING: cannot connect");

    try (EmbeddedRedis cache = EmbeddedRedis.start(cachePort, "secret")) {
      assertThat(cache.url()).isEqualTo(environment.get("REDIS_URL"));
      client.await("acme.BarService", SERVING);
      assertThat(client.check("acme.FooService")).isEqualTo(NOT_SERVING);
      assertThat(client.count("visits")).isEqualTo(1);
    }
    client.await("acme.BarService", NOT_SERVING);

    try (EmbeddedPostgresql database = EmbeddedPostgresql.start(databasePort)) {
      assertThat(database.url()).startsWith("jdbc:postgresql://localhost:" + databasePort);
      client.await("acme.FooService", SERVING);
      client.await("readiness", SERVING); // it can do without the cache
      assertThat(client.check("acme.BarService")).isEqualTo(NOT_SERVING);
      assertThat(client.check("")).isEqualTo(NOT_SERVING);
    }
    client.await("acme.FooService", NOT_SERVING);
    EmbeddedRedis again = EmbeddedRedis.start(cachePort, "secret");
    client.await("acme.BarService", SERVING);
    again.close();
  }

  @Test
  void the_console_makes_checks_fail_and_says_why() throws Exception {
    environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");
    environment.put("REDIS_URL", "redis://127.0.0.1:1");
    environment.put("OVERALL", "a_check, c_check");
    start();

    client.await("", SERVING); // as OVERALL asks: neither database nor cache decide
    assertThat(console.run("fail a_check out of paper")).isEqualTo("a_check FAILING");
    assertThat(client.check("")).isEqualTo(NOT_SERVING);
    assertThat(console.run("why")).contains("NOT_SERVING").contains("a_check: out of paper");
    assertThat(console.run("pass a_check slow today")).isEqualTo("a_check PASSING");
    assertThat(client.check("")).isEqualTo(SERVING);
    assertThat(console.run("why")).contains("a_check PASSING: slow today");

    assertThat(console.run("drain")).isEqualTo("draining");
    assertThat(client.check("")).isEqualTo(NOT_SERVING);
    assertThat(client.check("liveness")).isEqualTo(SERVING);
    assertThat(console.run("resume")).isEqualTo("resumed");
    assertThat(client.check("")).isEqualTo(SERVING);

    assertThat(console.run("fail d_check"))
        .startsWith("check: 'd_check' (expected: one of [a_check");
    assertThat(console.run("why acme.Baz")).startsWith("service: 'acme.Baz' (expected: one of");
    assertThat(console.run("dance")).startsWith("command: 'dance'").endsWith(Console.HELP);
  }

  @Test
  void the_console_switches_checks_off_and_pins_services() throws Exception {
    environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");
    environment.put("REDIS_URL", "redis://127.0.0.1:1");
    environment.put("OVERALL", "a_check");
    start();

    client.await("", SERVING);
    console.run("fail a_check");
    assertThat(console.run("off a_check known outage")).isEqualTo("a_check switched off");
    assertThat(client.check("")).isEqualTo(SERVING);
    assertThat(console.run("why (overall)")).contains("a_check").contains("known outage");
    assertThat(console.run("on a_check")).isEqualTo("a_check switched on");
    assertThat(client.check("")).isEqualTo(NOT_SERVING);
    assertThat(console.run("on a_check")).isEqualTo("a_check was not switched off");

    assertThat(console.run("pin (overall) SERVING by hand")).isEqualTo("'' pinned to SERVING");
    assertThat(client.check("")).isEqualTo(SERVING);
    assertThat(console.run("why")).contains("by hand");
    assertThat(console.run("unpin (overall)")).isEqualTo("'' unpinned");
    assertThat(client.check("")).isEqualTo(NOT_SERVING);
    assertThat(console.run("unpin (overall)")).isEqualTo("'' was not pinned");

    assertThat(console.run("off a_check")).startsWith("off: no reason");
    assertThat(console.run("off d_check for fun")).contains("d_check");
    assertThat(console.run("on d_check")).contains("d_check");
    assertThat(console.run("pin acme.FooService SERVING")).startsWith("pin: no reason");
    assertThat(console.run("pin acme.FooService UP by hand")).startsWith("status: 'UP' (expected:");
    assertThat(console.run("pin acme.Baz SERVING by hand")).contains("acme.Baz");
  }

  private void start() throws Exception {
    app = new App(Settings.from(environment));
    app.start();
    console = new Console(app, System.out);
    client = new Client(app.port());
  }

  private String why(String service) {
    return app.health().report(service).map(ServiceReport::describe).orElseThrow();
  }
}
