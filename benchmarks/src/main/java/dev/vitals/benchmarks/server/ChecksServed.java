package dev.vitals.benchmarks.server;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.ServiceCheck;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * 10,000 periodic checks, and nothing else: no server. What they cost between their runs, or for a
 * run, is seen from the process' processor time.
 */
final class ChecksServed implements Served {

  private static final int CHECK_COUNT = 10_000;
  private static final int CHECKS_PER_SERVICE = 10;

  /** Often enough for the compiler, and seldom enough that threads go to sleep in between. */
  private static final Duration BUSY_PERIOD = Duration.ofSeconds(2);

  private static final Duration WARM_UP = Duration.ofSeconds(6);

  private final AtomicLong runs = new AtomicLong();
  private final Health health; // held, so that it lives

  ChecksServed(Duration period) {
    warmUp();
    health = start(period);
  }

  /**
   * Runs as many checks for a while. Without it, code that was compiled for 10,000 first runs at
   * once is thrown away as single ones take its other branches, and is interpreted and compiled
   * again for minutes.
   */
  private void warmUp() {
    Health busy = start(BUSY_PERIOD);
    long end = System.nanoTime() + WARM_UP.toNanos();
    for (long left = WARM_UP.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    busy.close();
    runs.set(0);
  }

  private Health start(Duration period) {
    HealthBuilder builder = Health.builder();
    for (int first = 0; first < CHECK_COUNT; first += CHECKS_PER_SERVICE) {
      ServiceCheck[] checks = new ServiceCheck[CHECKS_PER_SERVICE];
      for (int i = 0; i < CHECKS_PER_SERVICE; i++) {
        checks[i] =
            ServiceCheck.blocking("check " + (first + i), context -> pass()).period(period).build();
      }
      builder.service("service " + first, checks);
    }
    return builder.start();
  }

  private CheckResult pass() {
    runs.incrementAndGet();
    return CheckResult.passing();
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String version() {
    return "checks";
  }

  @Override
  public void set(boolean serving) {}

  @Override
  public Map<String, Long> counts() {
    return Map.of("runs", runs.get(), "watches", (long) health.openWatches());
  }
}
