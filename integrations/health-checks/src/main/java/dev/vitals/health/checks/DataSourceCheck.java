package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.CheckContext;
import dev.vitals.health.core.ServiceCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Checks that a database answers on a connection of a {@link DataSource}, pooled or not.
 *
 * <pre>{@code
 * ServiceCheck db = DataSourceCheck.of("db", dataSource).period(ofSeconds(5)).failureThreshold(3).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}. A run takes one connection, asks {@link Connection#isValid} and gives the
 * connection back, in the time that the run has: a database that hangs does not keep a connection
 * of the pool longer than the check's timeout. One run at a time, whoever asks.
 *
 * <p>The run is not interrupted at its timeout. An interrupt does not end a read from a socket,
 * closes the files of an embedded database under it (H2, Derby, SQLite), and leaves some drivers'
 * connections in a state that the pool does not notice. Instead the driver gets a network timeout.
 * What a run does wait for is the pool: set the pool's timeout for a connection below the check's,
 * or a run may overrun; it counts as failing meanwhile, and gives back at once what it gets late.
 */
public final class DataSourceCheck {

  private DataSourceCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param dataSource gives the connections; called on the threads that run checks
   */
  public static ServiceCheck.Builder of(String name, DataSource dataSource) {
    requireNonNull(dataSource, "dataSource");
    return ServiceCheck.blocking(name, context -> run(dataSource, context))
        .interruptOnTimeout(false)
        .tags(Tags.SHARED);
  }

  private static CheckResult run(DataSource dataSource, CheckContext context) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Duration left = context.remaining();
      return left.isZero()
          ? CheckResult.failing("no time left once there was a connection")
          : ask(connection, left);
    }
  }

  private static CheckResult ask(Connection connection, Duration within) throws SQLException {
    // Milliseconds and seconds, and 0 means for ever.
    int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, within.toMillis()));
    int seconds = (int) ((millis + 999L) / 1000);
    int before = limit(connection, millis);
    boolean valid = connection.isValid(seconds);
    if (before >= 0 && valid) { // pools that do not do so themselves would hand it out like this
      connection.setNetworkTimeout(Runnable::run, before);
    }
    return valid
        ? CheckResult.passing()
        : CheckResult.failing("the database did not answer on a connection of the pool");
  }

  /** Limits how long the driver reads; returns the limit before, or -1 if the driver has none. */
  private static int limit(Connection connection, int millis) throws SQLException {
    try {
      int before = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, millis);
      return before;
    } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
      return -1; // isValid alone bounds the wait, to a second
    }
  }
}
