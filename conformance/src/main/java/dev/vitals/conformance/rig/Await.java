package dev.vitals.conformance.rig;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits that end at the event. There is no sleep in the suite but the poll in here. */
public final class Await {
  /** How long something that must come is waited for. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(2);

  private Await() {}

  /** Asks until it is so or the time is over; for things that nobody tells us of. */
  public static boolean until(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(POLL.toMillis());
    }
    return true;
  }
}
