package dev.vitals.conformance.rig;

import java.time.Duration;

/**
 * How long to wait for something whose like has come often before: twenty times as long as the
 * slowest took, within two and ten seconds; ten before anything has come. Confined to the case's
 * thread.
 */
public final class Patience {
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final int TIMES_THE_SLOWEST = 20;

  private Duration limit = Await.LIMIT;
  private Duration slowest = Duration.ZERO;

  /** One came, so long after it was begun to wait for. */
  public void came(Duration after) {
    slowest = longer(slowest, after);
    Duration wanted = longer(LEAST, slowest.multipliedBy(TIMES_THE_SLOWEST));
    limit = wanted.compareTo(Await.LIMIT) < 0 ? wanted : Await.LIMIT;
  }

  /** How long to wait for the next. */
  public Duration limit() {
    return limit;
  }

  /** How long the slowest took. */
  public Duration slowest() {
    return slowest;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
