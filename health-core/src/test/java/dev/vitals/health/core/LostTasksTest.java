package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Executors and timers that were handed in and do not do what they were given. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LostTasksTest {

  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() {
    release.countDown();
  }

  /** Counts down once it has seen a status. */
  private static Watch awaiting(Health health, ServingStatus status, CountDownLatch seen) {
    Watch opened =
        health.watch(
            "a",
            watch -> {
              if (watch.poll() == status) {
                seen.countDown();
              }
            });
    if (opened.poll() == status) {
      seen.countDown();
    }
    return opened;
  }

  @Nested
  class A_notifier_that_loses_a_task {

    @Test
    void does_not_keep_watchers_on_an_old_status() {
      ManualTime time = new ManualTime();
      QueueExecutor notifier = new QueueExecutor();
      Health health = Lab.inline(time).notifyExecutor(notifier).service("a").start();
      notifier.runAll();
      Reader reader = Reader.of(health, "a");
      health.set("a", NOT_SERVING);
      notifier.tasks.clear(); // shutdownNow, or a policy that discards
      time.advance(Duration.ofSeconds(1));
      notifier.runAll();
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING);
      health.set("a", SERVING);
      notifier.runAll();
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING, SERVING);
    }

    @Test
    void is_replaced_by_a_spare_thread_and_health_still_closes() {
      CountDownLatch seen = new CountDownLatch(1);
      ExecutorService discarding =
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              new ThreadPoolExecutor.DiscardPolicy());
      discarding.execute(() -> Lab.hang(release));
      Health health = Health.builder().notifyExecutor(discarding).service("a").start();
      awaiting(health, NOT_SERVING, seen);
      health.set("a", NOT_SERVING);
      Lab.await(seen);
      health.close();
      awaitNoThread("vitals-timer");
      discarding.shutdownNow();
    }

    @Test
    void may_refuse_for_good() {
      ExecutorService shutDown = Executors.newSingleThreadExecutor();
      shutDown.shutdownNow();
      CountDownLatch seen = new CountDownLatch(1);
      try (Health health = Health.builder().notifyExecutor(shutDown).service("a").start()) {
        awaiting(health, NOT_SERVING, seen);
        health.set("a", NOT_SERVING);
        Lab.await(seen);
        assertThat(health.drain(Duration.ofMillis(1)).orTimeout(30, TimeUnit.SECONDS))
            .succeedsWithin(Lab.PATIENCE);
      }
    }
  }

  private static void watch(Health health, int watchers, int routes, CountDownLatch told) {
    for (int i = 0; i < watchers; i++) {
      Object route = "connection " + i % routes;
      health.watch(
          "a",
          new WatchListener() {
            @Override
            public void changed(Watch watch) {
              if (watch.poll() == NOT_SERVING) {
                told.countDown();
              }
            }

            @Override
            public Object route() {
              return route;
            }
          });
    }
  }

  @Nested
  class A_notifier_that_begins_nothing {

    private final AtomicInteger accepted = new AtomicInteger();

    /** Each of the hundred shards is notified by a task that the one before it hands off. */
    @Test
    void is_waited_for_once_and_not_once_for_each_route() {
      CountDownLatch told = new CountDownLatch(1_000);
      try (Health health =
          Health.builder()
              .notifyExecutor(task -> accepted.incrementAndGet())
              .service("a")
              .start()) {
        watch(health, 1_000, 100, told);
        health.set("a", NOT_SERVING);
        Lab.await(told);
        assertThat(accepted.get()).as("tasks that it was trusted with").isLessThan(20);
      }
    }

    @Test
    void is_waited_for_once_though_a_listener_hangs_on_its_only_thread() {
      CountDownLatch told = new CountDownLatch(1_000);
      ExecutorService one = Executors.newSingleThreadExecutor();
      one.execute(() -> Lab.hang(release));
      Executor counting =
          task -> {
            accepted.incrementAndGet();
            one.execute(task);
          };
      try (Health health = Health.builder().notifyExecutor(counting).service("a").start()) {
        watch(health, 1_000, 100, told);
        health.set("a", NOT_SERVING);
        Lab.await(told);
        assertThat(accepted.get()).as("tasks that it was trusted with").isLessThan(20);
      } finally {
        release.countDown();
        one.shutdown();
      }
    }
  }

  @Nested
  class A_notifier_that_begins_nothing_while_health_closes {

    @Test
    void keeps_no_watch_no_drain_and_no_question_from_its_end() {
      ServiceCheck hangs =
          ServiceCheck.async("hangs", context -> new CompletableFuture<>())
              .ttl(Duration.ofSeconds(1))
              .timeout(Duration.ofMinutes(5))
              .build();
      Health health =
          Health.builder().notifyExecutor(task -> {}).service("a").service("b", hangs).start();
      CountDownLatch over = new CountDownLatch(1);
      health.watch(
          "a",
          watch -> {
            if (!watch.isOpen() && watch.poll() == NOT_SERVING) {
              over.countDown();
            }
          });
      CompletableFuture<ServingStatus> answer = new CompletableFuture<>();
      health.check("b", answer::complete);
      CompletableFuture<Void> drain = health.drain(Duration.ofDays(1));
      health.close();
      Lab.await(over);
      assertThat(drain).succeedsWithin(Lab.PATIENCE);
      assertThat(answer).succeedsWithin(Lab.PATIENCE).isEqualTo(NOT_SERVING);
      awaitNoThread("vitals-timer");
    }
  }

  @Nested
  class A_notifier_that_blocks_whoever_submits {

    private volatile boolean blocks;

    @Test
    void holds_up_no_watcher_and_no_later_change() {
      Executor notifier =
          task -> {
            if (blocks) {
              Lab.hang(release);
            }
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
          };
      Health health = Health.builder().notifyExecutor(notifier).service("a").service("b").start();
      try {
        CountDownLatch first = new CountDownLatch(1);
        awaiting(health, NOT_SERVING, first);
        CountDownLatch second = new CountDownLatch(1);
        health.watch("b", watch -> second.countDown());
        blocks = true;
        Thread blocked = new Thread(() -> health.set("a", NOT_SERVING), "blocked");
        blocked.start();
        Lab.await(first);
        Thread later = new Thread(() -> health.set("b", NOT_SERVING), "later");
        later.start();
        Lab.join(later);
        Lab.await(second);
        assertThat(blocked.isAlive()).isTrue();
      } finally {
        release.countDown();
        health.close();
      }
    }

    @Test
    void holds_one_spare_thread_that_tries_it_and_no_second_one() throws Exception {
      CountDownLatch tried = new CountDownLatch(1);
      CountDownLatch triedAgain = new CountDownLatch(2);
      Executor blocking =
          task -> {
            tried.countDown();
            triedAgain.countDown();
            Lab.hang(release);
          };
      ExecutorService spare = Executors.newCachedThreadPool();
      Threads threads = new Threads(new Threads.Given(null, null, null, blocking, 1), new Log());
      new CircuitBreaker(blocking, spare, threads).late();
      Lab.await(tried);
      assertThat(triedAgain.await(1500, TimeUnit.MILLISECONDS)).as("it is due after 1 s").isFalse();
      threads.shutDownWhenIdle();
      spare.shutdown();
    }
  }

  @Nested
  class A_notifier_that_begins_each_task_late {

    /** Never so late that it counts as one that begins nothing. */
    @Test
    void is_waited_for_by_a_few_steps_of_a_round() {
      AtomicInteger accepted = new AtomicInteger();
      CountDownLatch told = new CountDownLatch(1_000);
      ScheduledExecutorService delay = Executors.newScheduledThreadPool(2);
      Executor late =
          task -> {
            accepted.incrementAndGet();
            delay.schedule(task, 100, TimeUnit.MILLISECONDS);
          };
      try (Health health = Health.builder().notifyExecutor(late).service("a").start()) {
        watch(health, 1_000, 100, told);
        health.set("a", NOT_SERVING);
        Lab.await(told);
        assertThat(accepted.get()).as("tasks that it was trusted with").isLessThan(40);
      } finally {
        delay.shutdownNow();
      }
    }
  }

  private static void awaitNoThread(String name) {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(name))) {
      assertThat(System.nanoTime() - deadline).as("a thread %s is left", name).isNegative();
      Thread.onSpinWait();
    }
  }

  @Nested
  class A_check_executor_that_runs_tasks_on_the_thread_that_hands_them_over {

    @Test
    void does_not_hold_the_timer() {
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch hanging = new CountDownLatch(1);
      ServiceCheck hangs =
          ServiceCheck.blocking(
                  "hangs",
                  context -> {
                    if (runs.incrementAndGet() > 1) {
                      hanging.countDown();
                      Lab.hang(release);
                    }
                    return CheckResult.passing();
                  })
              .period(Duration.ofMillis(20))
              .timeout(Duration.ofMillis(50))
              .interruptOnTimeout(false)
              .build();
      CountDownLatch seen = new CountDownLatch(1);
      try (Health health =
          Health.builder().checkExecutor(Runnable::run).service("a", hangs).start()) {
        awaiting(health, NOT_SERVING, seen);
        Lab.await(hanging);
        Lab.await(seen);
        assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      }
    }
  }

  @Nested
  class An_executor_that_runs_tasks_inline {

    @Test
    void gets_a_thread_for_each_check_that_hangs() throws Exception {
      CountDownLatch failing = new CountDownLatch(23);
      AtomicInteger begun = new AtomicInteger();
      HealthBuilder builder = Health.builder().checkExecutor(Runnable::run);
      for (int i = 0; i < 23; i++) {
        boolean hangs = i < 20;
        builder.service(
            "a" + i,
            ServiceCheck.blocking(
                    "check " + i,
                    context -> {
                      if (begun.incrementAndGet() > 23 && hangs) {
                        Lab.hang(release);
                      }
                      return begun.get() > 23 ? CheckResult.failing("lost") : CheckResult.passing();
                    })
                .period(Duration.ofMillis(50))
                .timeout(Duration.ofMillis(100))
                .staleAfter(Duration.ofHours(1))
                .interruptOnTimeout(false)
                .build());
      }
      try (Health health = builder.start()) {
        for (int i = 0; i < 23; i++) {
          CountDownLatch seen = new CountDownLatch(1);
          String name = "a" + i;
          Watch watch =
              health.watch(
                  name,
                  changed -> {
                    if (changed.poll() == NOT_SERVING) {
                      seen.countDown();
                      failing.countDown();
                    }
                  });
          if (watch.poll() == NOT_SERVING && seen.getCount() > 0) {
            failing.countDown();
          }
        }
        Lab.await(failing);
      }
    }

    @Test
    void does_not_have_a_change_wait_for_a_watcher() {
      CountDownLatch called = new CountDownLatch(1);
      try (Health health = Health.builder().notifyExecutor(Runnable::run).service("a").start()) {
        health.watch(
            "a",
            watch -> {
              called.countDown();
              Lab.hang(release);
            });
        health.set("a", NOT_SERVING); // would not return
        Lab.await(called);
        assertThat(release.getCount()).isOne();
      }
    }
  }

  @Nested
  class A_check_executor_that_blocks_whoever_submits {

    @Test
    void blocks_neither_the_start_nor_the_timer() {
      ServiceCheck stuck =
          ServiceCheck.blocking("stuck", context -> CheckResult.passing())
              .period(Duration.ofMillis(50))
              .timeout(Duration.ofMillis(50))
              .build();
      Health health = // start() would not return
          Health.builder()
              .checkExecutor(task -> Lab.hang(release))
              .service("a", stuck)
              .service("b")
              .start();
      CountDownLatch seen = new CountDownLatch(1);
      health.watch("b", watch -> seen.countDown());
      health.set("b", NOT_SERVING);
      Lab.await(seen);
      health.drain(Duration.ofMillis(50)).orTimeout(30, TimeUnit.SECONDS).join(); // by the timer
      release.countDown();
      health.close();
    }
  }

  @Nested
  class A_notifier_that_blocks_the_timer_if_it_submits {

    @Test
    void does_not_keep_a_drain_from_ending() {
      ExecutorService pool = Executors.newSingleThreadExecutor();
      Executor notifier =
          task -> {
            if (Thread.currentThread().getName().startsWith("vitals-timer")) {
              Lab.hang(release);
            }
            pool.execute(task);
          };
      try (Health health = Health.builder().notifyExecutor(notifier).service("a").start()) {
        health.drain(Duration.ofMillis(50)).orTimeout(30, TimeUnit.SECONDS).join();
      } finally {
        pool.shutdown();
      }
    }
  }

  @Nested
  class An_executor_that_can_not_start_a_thread {

    @Test
    void is_handed_the_task_again_until_it_can() {
      ManualTime time = new ManualTime();
      Threads threads = new Threads(new Threads.Given(time, null, null, null, 1), new Log());
      AtomicInteger tries = new AtomicInteger();
      AtomicInteger done = new AtomicInteger();
      Executor poor =
          task -> {
            if (tries.incrementAndGet() < 4) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
          };
      assertThat(threads.hand(poor, done::incrementAndGet)).isTrue();
      assertThat(done).hasValue(0);
      time.advance(Duration.ofSeconds(1));
      assertThat(done).hasValue(1);
      assertThat(tries).hasValue(4);
    }
  }

  @Nested
  class A_timer_that_is_shut_down {

    @Test
    void does_not_keep_a_drain_from_ending() {
      for (boolean before : new boolean[] {true, false}) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Health health = Health.builder().timer(timer).service("a").start()) {
          if (before) {
            timer.shutdownNow();
          }
          var drain = health.drain(Duration.ofMillis(200));
          timer.shutdownNow();
          assertThat(drain).succeedsWithin(Lab.PATIENCE);
        }
      }
    }

    @Test
    void does_not_keep_checks_from_running() {
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch ran = new CountDownLatch(1);
      int[] runsBefore = {Integer.MAX_VALUE};
      ServiceCheck check =
          ServiceCheck.blocking(
                  "check",
                  context -> {
                    if (runs.incrementAndGet() > runsBefore[0]) {
                      ran.countDown();
                    }
                    return CheckResult.passing();
                  })
              .period(Duration.ofMillis(50))
              .build();
      try (Health health = Health.builder().timer(timer).service("a", check).start()) {
        timer.shutdownNow();
        runsBefore[0] = runs.get() + 2;
        Lab.await(ran);
        assertThat(health.status("a")).isEqualTo(SERVING);
      }
    }
  }

  @Nested
  class A_timer_that_breaks_down {

    /** Its only thread hangs, or it forgets all or half of what it is given, or it refuses. */
    private enum Fault {
      HANGS,
      FORGETS,
      FORGETS_HALF,
      THROWS
    }

    private final class Faulty extends ScheduledThreadPoolExecutor {
      private final Fault fault;
      private final AtomicInteger tasks = new AtomicInteger();
      private volatile boolean broken;

      Faulty(Fault fault) {
        super(1);
        this.fault = fault;
      }

      void breakDown() {
        broken = true;
        getQueue().clear();
        if (fault == Fault.HANGS) {
          execute(() -> Lab.hang(release));
        }
      }

      @Override
      public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        if (broken && forgets()) {
          return null;
        }
        if (broken && fault == Fault.THROWS) {
          throw new IllegalStateException("no more tasks");
        }
        return super.schedule(task, delay, unit);
      }

      private boolean forgets() {
        return fault == Fault.FORGETS
            || (fault == Fault.FORGETS_HALF && tasks.incrementAndGet() % 2 == 0);
      }
    }

    /** All that waits for a timer. */
    private final class Waiting implements AutoCloseable {
      private final CountDownLatch passed = new CountDownLatch(1);
      private final CountDownLatch failed = new CountDownLatch(1);
      private final Faulty timer;
      private final Health health;
      private volatile boolean fails;

      Waiting(Fault fault) {
        timer = new Faulty(fault);
        ServiceCheck check =
            ServiceCheck.blocking(
                    "check", context -> fails ? CheckResult.failing("lost") : CheckResult.passing())
                .period(Duration.ofMillis(50))
                .staleAfter(Duration.ofHours(1))
                .build();
        ServiceCheck hangs =
            ServiceCheck.async("hangs", context -> new CompletableFuture<>())
                .ttl(Duration.ofSeconds(1))
                .build();
        health =
            Health.builder()
                .timer(timer)
                .service("a", check)
                .service("b", hangs)
                .survivesDrain("a", "b")
                .start();
        awaiting(health, SERVING, passed);
      }

      void breakDown() {
        Lab.await(passed);
        timer.breakDown();
        fails = true;
        awaiting(health, NOT_SERVING, failed); // nobody asks: a watcher has to be told
      }

      @Override
      public void close() {
        health.close();
        timer.shutdownNow();
      }
    }

    @Test
    void is_replaced_or_asked_again() {
      List<Waiting> all = Stream.of(Fault.values()).map(Waiting::new).toList();
      all.forEach(Waiting::breakDown);
      for (Waiting waiting : all) {
        CompletableFuture<ServingStatus> answer = new CompletableFuture<>();
        waiting.health.check("b", answer::complete);
        CompletableFuture<Void> drain = waiting.health.drain(Duration.ofMillis(10));
        Lab.await(waiting.failed);
        assertThat(drain).as("a drain").succeedsWithin(Lab.PATIENCE);
        assertThat(answer).as("an answer").succeedsWithin(Lab.PATIENCE);
        waiting.close();
      }
    }
  }

  @Nested
  class A_logger_that_hangs {

    private volatile boolean fails;

    @Test
    void does_not_hold_the_timer() {
      ServiceCheck check =
          ServiceCheck.blocking(
                  "check", context -> fails ? CheckResult.failing("lost") : CheckResult.passing())
              .period(Duration.ofMillis(50))
              .build();
      CountDownLatch seen = new CountDownLatch(1);
      try (Logs logs = Logs.capture()) {
        logs.release = release;
        logs.hanging = "An executor has not begun a task in time"; // the timer's thread says so
        try (Health health =
            Health.builder().notifyExecutor(task -> {}).service("a", check).start()) {
          Lab.await(logs.hangs);
          fails = true;
          awaiting(health, NOT_SERVING, seen);
          Lab.await(seen);
        }
      }
    }
  }

  @Nested
  class Listeners_that_hang_on_all_threads_of_the_notifier {

    @Test
    void do_not_keep_a_drain_from_ending() {
      ExecutorService two = Executors.newFixedThreadPool(2);
      HealthListener hangs =
          new HealthListener() {
            @Override
            public void statusChanged(dev.vitals.health.Transition transition) {
              Lab.hang(release);
            }
          };
      try (Health health =
          Health.builder()
              .notifyExecutor(two)
              .listener(hangs)
              .listener(
                  new HealthListener() {
                    @Override
                    public void statusChanged(dev.vitals.health.Transition transition) {
                      Lab.hang(release);
                    }
                  })
              .service("a")
              .start()) {
        assertThat(health.drain(Duration.ofMillis(1))).succeedsWithin(Lab.PATIENCE);
      }
      two.shutdownNow();
    }
  }
}
