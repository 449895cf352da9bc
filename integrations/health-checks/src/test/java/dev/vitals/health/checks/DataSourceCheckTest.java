package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.UNKNOWN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** With drivers and pools that do what one in a test can't be made to do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DataSourceCheckTest {

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger networkTimeout = new AtomicInteger(7_000);
  private volatile boolean hasNetworkTimeout = true;
  private volatile boolean valid = true;

  private Connection connection() {
    return Lending.proxy(
        Connection.class,
        (self, method, arguments) -> {
          calls.add(method.getName());
          switch (method.getName()) {
            case "isValid" -> {
              return valid;
            }
            case "getNetworkTimeout" -> {
              if (!hasNetworkTimeout) {
                throw new SQLFeatureNotSupportedException("getNetworkTimeout");
              }
              return networkTimeout.get();
            }
            case "setNetworkTimeout" -> networkTimeout.set((int) arguments[1]);
            default -> {}
          }
          return null;
        });
  }

  private static DataSource giving(CountDownLatch free, Connection connection) {
    return Lending.proxy(
        DataSource.class,
        (self, method, arguments) -> {
          boolean interrupted = true;
          while (interrupted) {
            try {
              free.await(1, TimeUnit.MINUTES);
              interrupted = false;
            } catch (InterruptedException e) {
              // As a driver does that ignores it.
            }
          }
          return connection;
        });
  }

  @Test
  void A_connection_is_given_back_with_the_network_timeout_that_it_had() {
    Lending lending = new Lending();
    lending.free.add(connection());
    try (Running check = Running.of(DataSourceCheck.of("db", lending.dataSource()))) {
      await().atMost(ofSeconds(20)).until(() -> lending.lent.size() == 1);
      assertThat(calls)
          .containsExactly(
              "getNetworkTimeout", "setNetworkTimeout", "isValid", "setNetworkTimeout");
      assertThat(networkTimeout).hasValue(7_000);
      check.fails("none is free");
    }
  }

  @Test
  void A_driver_without_network_timeouts_is_asked_all_the_same() {
    hasNetworkTimeout = false;
    try (Running check =
        Running.of(DataSourceCheck.of("db", giving(new CountDownLatch(0), connection())))) {
      check.passes();
      valid = false;
      check.fails("did not answer on a connection of the pool");
    }
  }

  @Test
  void A_connection_that_comes_too_late_is_given_back_without_a_question() {
    CountDownLatch free = new CountDownLatch(1);
    try (Running check = Running.of(DataSourceCheck.of("db", giving(free, connection())))) {
      check.fails("timed out");
      assertThat(calls).isEmpty();
      valid = false; // what comes after this run
      free.countDown();
      await().atMost(ofSeconds(20)).until(() -> !calls.isEmpty());
      assertThat(calls.get(0)).isEqualTo("close");
    } finally {
      free.countDown();
    }
  }

  @Test
  void A_driver_is_not_interrupted() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    DataSource pool =
        Lending.proxy(
            DataSource.class,
            (self, method, arguments) -> {
              entered.countDown();
              try {
                release.await(1, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                interrupts.incrementAndGet();
              }
              return connection();
            });
    try (Running check = Running.of(DataSourceCheck.of("db", pool))) {
      await().atMost(ofSeconds(20)).until(() -> entered.getCount() == 0);
      check.fails("timed out");
      await().atMost(ofSeconds(20)).until(() -> check.report().streak() >= 3);
      assertThat(interrupts).hasValue(0);
    } finally {
      release.countDown();
    }
  }

  @Test
  void A_pool_that_has_not_started_is_unknown_and_a_closed_one_fails() {
    HikariDataSource pool = new HikariDataSource();
    try (Running check = Running.of(HikariPoolCheck.of("db-pool", pool))) {
      check.becomes(UNKNOWN, "the pool starts with its first connection");
      pool.close();
      check.fails("the pool is closed");
    }
  }
}
