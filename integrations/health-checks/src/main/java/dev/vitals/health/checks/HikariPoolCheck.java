package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;

/**
 * Checks that a Hikari pool has connections to give. That is not the same as a database that
 * answers: a pool can be used up, by a leak or by slow queries, while the database is well.
 *
 * <pre>{@code
 * ServiceCheck pool = HikariPoolCheck.of("db-pool", hikari).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}, because the cause is mostly the database, or load that a restart would
 * push onto the other replicas. The check takes no connection and never waits: it reads the pool's
 * counters. It fails while callers wait for a connection and all are in use, three times in a row
 * unless the builder is told otherwise. It passes as degraded if all are in use and nobody waits.
 */
public final class HikariPoolCheck {

  private static final int FAILURES = 3;

  private HikariPoolCheck() {}

  /**
   * Returns a builder of the check, with a failureThreshold of 3.
   *
   * @param name the check's name
   * @param pool read on the threads that run checks
   */
  public static ServiceCheck.Builder of(String name, HikariDataSource pool) {
    requireNonNull(pool, "pool");
    return ServiceCheck.blocking(name, context -> run(pool))
        .failureThreshold(FAILURES)
        .tags(Tags.SHARED);
  }

  private static CheckResult run(HikariDataSource pool) {
    if (pool.isClosed()) {
      return CheckResult.failing("the pool is closed");
    }
    HikariPoolMXBean counters = pool.getHikariPoolMXBean();
    if (counters == null) {
      return CheckResult.unknown("the pool starts with its first connection");
    }
    int waiting = counters.getThreadsAwaitingConnection();
    int active = counters.getActiveConnections();
    int most = pool.getMaximumPoolSize();
    if (active < most) {
      return CheckResult.passing();
    }
    String use = "all " + most + " connections in use";
    return waiting == 0
        ? CheckResult.passing(use)
        : CheckResult.failing(use + ", " + waiting + " callers wait");
  }
}
