package dev.vitals.benchmarks.server;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Health;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** health-core with 100,000 watchers in the same process, and no transport. */
final class CoreServed implements Served {

  private static final String SERVICE = "acme.FooService";
  private static final int WATCHER_COUNT = 100_000;

  private final AtomicLong told = new AtomicLong();
  private final Health health = Health.builder().start();

  CoreServed() {
    set(true);
    for (int i = 0; i < WATCHER_COUNT; i++) {
      health.watch(SERVICE, this::take).poll();
    }
  }

  private void take(Watch watch) {
    if (watch.poll() != null) {
      told.incrementAndGet();
    }
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String version() {
    return "health-core";
  }

  @Override
  public void set(boolean serving) {
    health.set(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of("told", told.get());
  }
}
