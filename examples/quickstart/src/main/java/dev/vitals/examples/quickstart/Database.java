package dev.vitals.examples.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.CheckContext;
import dev.vitals.health.core.ServiceCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;

/** PostgreSQL behind a pool, and the check that asks it. Thread-safe. */
final class Database implements AutoCloseable {

  private final Settings settings;
  private final HikariDataSource pool;

  Database(String url, Settings settings) {
    this.settings = settings;
    HikariConfig config = new HikariConfig();
    config.setPoolName("db");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(8);
    config.setInitializationFailTimeout(-1); // start without it; health tells until it is there
    // The pool gives up sooner than the check: it knows why. It takes no less than 250 ms.
    long patience = Math.max(250, settings.timeout().toMillis() * 3 / 4);
    config.setConnectionTimeout(patience);
    config.setValidationTimeout(patience);
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "10");
    pool = new HikariDataSource(config);
  }

  /** A check that blocks a thread, never for longer than it has. */
  ServiceCheck check() {
    return ServiceCheck.blocking("db", this::ping)
        .period(settings.period())
        .timeout(settings.timeout())
        .failureThreshold(settings.failureThreshold())
        .build();
  }

  private CheckResult ping(CheckContext context) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      // An interrupt does not reach a socket that is being read: only a timeout of its own ends
      // the wait for a database that hangs. Zero would mean none.
      int millis = (int) Math.max(1, context.remaining().toMillis());
      connection.setNetworkTimeout(Runnable::run, millis);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      }
    } catch (SQLTransientConnectionException e) {
      Throwable reason =
          e.getCause() == null ? e : e.getCause(); // the pool's words, or the driver's
      return CheckResult.failing(reason.getMessage(), e);
    }
    int waiting = pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    return waiting == 0
        ? CheckResult.passing()
        : CheckResult.passing(waiting + " callers wait for a connection"); // degraded, and serving
  }

  /** Does what the service is there for. */
  String greet(String name) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT 'Hello, ' || ? || ', from PostgreSQL ' || split_part(version(), ' ', 2)")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
