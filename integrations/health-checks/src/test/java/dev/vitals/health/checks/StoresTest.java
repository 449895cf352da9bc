package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.FAILING;
import static dev.vitals.health.CheckResult.Outcome.PASSING;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real PostgreSQL and a real Redis, which hang (SIGSTOP) and stop. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoresTest {

  @Test
  void A_database_that_hangs_fails_gives_its_connection_back_and_passes_when_it_goes_on(
      @TempDir Path data) throws Exception {
    try (Postgres postgres = Postgres.start(data);
        HikariDataSource pool = postgres.pool(2);
        Running check = Running.of(DataSourceCheck.of("db", pool));
        Running saturation = Running.of(HikariPoolCheck.of("db-pool", pool))) {
      check.passes();
      saturation.passes();
      assertThat(check.report().tags()).containsExactly("shared");
      Signals.stop(postgres.processes());
      try {
        check.fails("");
        await()
            .atMost(ofSeconds(20))
            .until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
      } finally {
        Signals.goOn(postgres.processes());
      }
      check.passes();

      postgres.server().close();
      check.fails("");
    }
  }

  /**
   * The check has half a second, and JDBC's {@code isValid} counts whole ones: only the network
   * timeout is short enough. The least of several counts, since a busy machine makes some longer.
   */
  @Test
  void A_database_that_hangs_keeps_a_connection_no_longer_than_the_check_has(@TempDir Path data)
      throws Exception {
    try (Postgres postgres = Postgres.start(data)) {
      Lending lending = new Lending();
      for (int i = 0; i < 5; i++) {
        lending.free.add(postgres.connect());
      }
      Signals.stop(postgres.processes());
      try (Running check = Running.of(DataSourceCheck.of("db", lending.dataSource()))) {
        check.fails("");
        await().atMost(ofSeconds(30)).until(() -> lending.lent.size() == 5);
      } finally {
        Signals.goOn(postgres.processes());
      }
      assertThat(Collections.min(lending.lent)).isLessThan(Duration.ofMillis(950));
    }
  }

  @Test
  void A_pool_that_is_used_up_is_degraded_and_fails_once_callers_wait(@TempDir Path data)
      throws Exception {
    try (Postgres postgres = Postgres.start(data);
        HikariDataSource pool = postgres.pool(1);
        Running check = Running.of(HikariPoolCheck.of("db-pool", pool))) {
      pool.setConnectionTimeout(60_000);
      check.passes();
      Connection leaked = pool.getConnection();
      check.becomes(PASSING, "all 1 connections in use");
      Thread caller = new Thread(() -> takeAndGiveBack(pool));
      caller.start();
      check.becomes(FAILING, "all 1 connections in use, 1 callers wait");
      leaked.close();
      caller.join(SECONDS.toMillis(20));
      assertThat(caller.isAlive()).isFalse();
      check.passes();
    }
  }

  private static void takeAndGiveBack(HikariDataSource pool) {
    try {
      pool.getConnection().close();
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void A_redis_that_hangs_fails_and_passes_when_it_goes_on_and_a_lost_one_fails_at_once()
      throws Exception {
    Redis redis = Redis.start();
    RedisClient client = Redis.client(redis.port());
    try (Running check = Running.of(LettuceCheck.of("redis", Redis.connect(client)))) {
      check.passes();
      Signals.stop(Stream.of(redis.process().toHandle()));
      try {
        check.fails("");
      } finally {
        Signals.goOn(Stream.of(redis.process().toHandle()));
      }
      check.passes();
      redis.close();
      check.fails("not connected");
    } finally {
      redis.close();
      client.shutdown();
    }
  }
}
