package dev.vitals.benchmarks.server;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** health-core with 10,000 services and threads that do nothing but list them, or watch them. */
final class ContendedServed implements Served {

  private static final int SERVICE_COUNT = 10_000;
  private static final int THREADS_PER_KIND = 4;

  private final AtomicLong lists = new AtomicLong();
  private final AtomicLong watches = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final Health health;
  private volatile boolean stopped;

  ContendedServed() {
    HealthBuilder builder = Health.builder();
    for (int i = 0; i < SERVICE_COUNT; i++) {
      builder.service(name(i));
    }
    health = builder.start();
  }

  private static String name(int number) {
    return "acme.Service" + number;
  }

  /**
   * Stops the threads there are, and starts others: {@code list}, {@code watch}, {@code compute},
   * or none.
   */
  @Override
  public void load(List<String> kinds) {
    stopped = true;
    for (Thread thread : threads) {
      join(thread);
    }
    threads.clear();
    stopped = false;
    for (String kind : kinds) {
      for (int i = 0; i < THREADS_PER_KIND; i++) {
        Runnable task =
            switch (kind) {
              case "list" -> this::list;
              case "watch" -> this::watch;
              default -> Thread::onSpinWait;
            };
        Thread thread = new Thread(() -> repeat(task), kind);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void repeat(Runnable task) {
    while (!stopped) {
      task.run();
    }
  }

  private void list() {
    if (health.statuses().size() > SERVICE_COUNT) { // the overall service is one more
      lists.incrementAndGet();
    }
  }

  private void watch() {
    long number = watches.incrementAndGet();
    try (Watch watch = health.watch(name((int) (number % SERVICE_COUNT)), signalled -> {})) {
      watch.poll();
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
    health.set(name(0), serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of("lists", lists.get(), "watches", watches.get());
  }
}
