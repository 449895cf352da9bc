package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Many that hang at once, with threads: they do not add up. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HeldUpTest {

  /** Sixty that were waited for one after another, half a second each, would take twice as long. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() {
    release.countDown();
  }

  private void sixtyThatHang(Health health) {
    for (int i = 0; i < 60; i++) {
      health.watch("a", watch -> Lab.hang(release));
    }
  }

  private static CountDownLatch innocent(Health health) {
    CountDownLatch told = new CountDownLatch(1);
    health
        .watch(
            "a",
            watch -> {
              if (watch.poll() == NOT_SERVING) {
                told.countDown();
              }
            })
        .poll();
    return told;
  }

  private static void assertSoon(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  @Nested
  class Sixty_watchers_that_hang {

    @Test
    void do_not_hold_up_another_one_of_their_name() throws Exception {
      try (Health health = Health.builder().service("a").start()) {
        CountDownLatch before = innocent(health);
        sixtyThatHang(health);
        CountDownLatch after = innocent(health);
        health.set("a", NOT_SERVING);
        assertSoon(before);
        assertSoon(after);
      }
    }

    @Test
    void do_not_hold_up_another_one_though_the_notifier_has_two_threads() throws Exception {
      ExecutorService two = Executors.newFixedThreadPool(2);
      try (Health health = Health.builder().notifyExecutor(two).service("a").start()) {
        sixtyThatHang(health);
        CountDownLatch after = innocent(health);
        health.set("a", NOT_SERVING);
        assertSoon(after);
      } finally {
        two.shutdownNow();
      }
    }
  }

  @Nested
  class A_hundred_checks_that_hang {

    @Test
    void do_not_keep_another_one_from_running() throws Exception {
      CountDownLatch ran = new CountDownLatch(1);
      HealthBuilder builder = Health.builder();
      for (int i = 0; i < 100; i++) {
        builder.service(
            "hangs " + i,
            ServiceCheck.blocking(
                    "hangs " + i,
                    context -> {
                      Lab.hang(release);
                      return CheckResult.passing();
                    })
                .timeout(Duration.ofMillis(300))
                .interruptOnTimeout(false)
                .build());
      }
      builder.service(
          "last",
          ServiceCheck.blocking(
                  "last",
                  context -> {
                    ran.countDown();
                    return CheckResult.passing();
                  })
              .build());
      try (Health health = builder.start()) {
        assertSoon(ran);
        CountDownLatch all = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
          if (health
                  .watch(
                      "hangs " + i,
                      watch -> {
                        if (watch.poll() == NOT_SERVING) {
                          all.countDown();
                        }
                      })
                  .poll()
              == NOT_SERVING) {
            all.countDown();
          }
        }
        assertSoon(all);
      }
    }
  }

  @Nested
  class Watchers_that_are_slow {

    /** They are one shard; one after the other they would take twenty seconds. */
    @Test
    void do_not_add_up_for_another_one_of_their_name() throws Exception {
      try (Health health = Health.builder().service("a").start()) {
        for (int i = 0; i < 250; i++) {
          health.watch("a", watch -> doze(80));
        }
        CountDownLatch told = innocent(health);
        health.set("a", NOT_SERVING);
        assertSoon(told);
      }
    }

    /** Two threads would take twelve seconds for the names before. */
    @Test
    void do_not_add_up_for_another_name() throws Exception {
      try (Health health = Health.builder().start()) {
        for (int i = 0; i < 300; i++) {
          health.addService("slow " + i);
          health.watch("slow " + i, watch -> doze(80));
        }
        health.addService("a");
        CountDownLatch told = innocent(health);
        for (int i = 0; i < 300; i++) {
          health.set("slow " + i, NOT_SERVING);
        }
        health.set("a", NOT_SERVING);
        assertThat(told.await(9, TimeUnit.SECONDS)).isTrue();
      }
    }

    /** The notifier gets a thread for each one that hangs. */
    @Test
    void do_not_hold_up_another_name_though_they_hang() throws Exception {
      try (Health health = Health.builder().start()) {
        for (int i = 0; i < 60; i++) {
          health.addService("stuck " + i);
          health.watch("stuck " + i, watch -> Lab.hang(release));
          health.set("stuck " + i, NOT_SERVING);
        }
        health.addService("a");
        CountDownLatch told = innocent(health);
        health.set("a", NOT_SERVING);
        assertSoon(told);
      }
    }

    private static void doze(long millis) {
      try {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Nested
  class Slow_checks_that_end_in_time {

    /** A run that waits gets a thread of its own only behind one that is, or just was, overdue. */
    @Test
    void are_not_overdue() {
      ManualTime time = new ManualTime();
      QueueExecutor checker = new QueueExecutor();
      CheckTable table =
          LockHolder.registry(Lab.inline(time).checkExecutor(checker).service("a").start()).checks;
      assertThat(table.hasOverdueRun(time.nanos() - Lab.TIMEOUT.toNanos())).isFalse();
      table.becameOverdue(time.nanos());
      table.overdueRunEnded();
      assertThat(table.hasOverdueRun(time.nanos() - Lab.TIMEOUT.toNanos())).isTrue();
      time.advance(Lab.TIMEOUT.plusNanos(1));
      assertThat(table.hasOverdueRun(time.nanos() - Lab.TIMEOUT.toNanos())).isFalse();
    }

    @Test
    void never_get_more_threads_than_the_pool_has() throws Exception {
      CountDownLatch done = new CountDownLatch(200);
      Set<String> names = ConcurrentHashMap.newKeySet();
      HealthBuilder builder = Health.builder().checkThreads(4);
      for (int i = 0; i < 200; i++) {
        builder.service(
            "slow " + i,
            ServiceCheck.blocking(
                    "slow " + i,
                    context -> {
                      new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                      names.add(Thread.currentThread().getName());
                      done.countDown();
                      return CheckResult.passing();
                    })
                .period(Duration.ofMinutes(10))
                .build());
      }
      try (Health running = builder.start()) {
        assertSoon(done);
        assertThat(running.openWatches()).isZero();
        assertThat(names).hasSizeLessThanOrEqualTo(4);
      }
    }
  }

  @Nested
  class A_stage_that_never_completes {

    private final ManualTime time = new ManualTime();
    private final CountDownLatch begun = new CountDownLatch(20);

    private Health start(ServiceCheck.Async code) {
      HealthBuilder builder =
          Health.builder().time(time).notifyExecutor(Runnable::run).checkThreads(20);
      for (int i = 0; i < 20; i++) {
        builder.service(
            "dead " + i,
            ServiceCheck.async("dead " + i, code).timeout(Lab.TIMEOUT).period(Lab.PERIOD).build());
      }
      Health health = builder.start();
      Lab.await(begun);
      return health;
    }

    private static StallAwareExecutor pool(Health health) {
      return (StallAwareExecutor) LockHolder.kernel(health).threads.checker;
    }

    private static void awaitIdle(StallAwareExecutor pool) {
      long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
      while (!pool.isIdle()) {
        assertThat(System.nanoTime() - deadline).isNegative();
        Thread.onSpinWait();
      }
    }

    @Test
    void adds_no_thread_since_it_holds_none() {
      Health health =
          start(
              context -> {
                begun.countDown();
                return new Lab.Calls.Call(context);
              });
      awaitIdle(pool(health));
      time.advance(Lab.TIMEOUT);
      assertThat(health.status("dead 19")).isEqualTo(NOT_SERVING);
      assertThat(pool(health).getCorePoolSize()).isEqualTo(20);
    }

    @Test
    void is_not_overdue_once_the_code_that_returns_it_has_ended() {
      Health health =
          start(
              context -> {
                begun.countDown();
                Lab.hang(release);
                return new Lab.Calls.Call(context);
              });
      time.advance(Lab.TIMEOUT);
      assertThat(pool(health).getCorePoolSize()).isEqualTo(40);
      release.countDown();
      awaitIdle(pool(health));
      assertThat(pool(health).getCorePoolSize()).isEqualTo(20);
      time.advance(Lab.TIMEOUT.plusNanos(1));
      CheckTable table = LockHolder.registry(health).checks;
      assertThat(table.hasOverdueRun(time.nanos() - Lab.TIMEOUT.toNanos())).isFalse();
      assertThat(health.status("dead 19")).isEqualTo(NOT_SERVING);
    }
  }

  /** One check of three is overdue, and the second has its thread. */
  @Nested
  class A_run_that_waits_for_a_thread_for_its_whole_timeout {

    private final ManualTime time = new ManualTime();
    private final CountDownLatch overdueBegun = new CountDownLatch(1);
    private final CountDownLatch lateBegun = new CountDownLatch(1);

    private ServiceCheck hanging(String name, int seconds, CountDownLatch begun) {
      return Lab.every10s(
              name,
              context -> {
                begun.countDown();
                Lab.hang(release);
                return CheckResult.passing();
              })
          .timeout(Duration.ofSeconds(seconds))
          .build();
    }

    @Test
    void fails_soon_after_it_has_one_and_says_how_long_it_waited() {
      Health health =
          Health.builder()
              .time(time)
              .notifyExecutor(Runnable::run)
              .checkThreads(1)
              .service("overdue", hanging("overdue", 1, overdueBegun))
              .service("slow", hanging("slow", 9, new CountDownLatch(1)))
              .service("late", hanging("late", 5, lateBegun))
              .start();
      Lab.await(overdueBegun);
      time.advance(Duration.ofSeconds(5));
      Lab.await(lateBegun);
      time.advance(Duration.ofMillis(200));
      CheckReport late = health.report("late").orElseThrow().checks().get(0);
      assertThat(late.last().reason())
          .isEqualTo("waited 5000 ms for a thread, then timed out after 200 ms");
      assertThat(late.took()).isEqualTo(Duration.ofMillis(200));
    }
  }

  @Nested
  class An_interrupt_that_a_watcher_leaves_behind {

    @Test
    void does_not_reach_the_next_one() {
      Health health = Lab.inline(new ManualTime()).service("a").start();
      boolean[] interrupted = new boolean[1];
      health.watch("a", watch -> Thread.currentThread().interrupt());
      health.watch("a", watch -> interrupted[0] = Thread.currentThread().isInterrupted());
      health.set("a", NOT_SERVING);
      assertThat(interrupted[0]).isFalse();
      assertThat(Thread.interrupted()).isFalse();
    }
  }
}
