package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StallAwareExecutorTest {

  /** Long enough for the watchdog to see that nothing gets on. */
  private static final Duration STALL = Duration.ofMillis(300);

  private final ManualTime time = new ManualTime();
  private final Threads threads =
      new Threads(new Threads.Given(time, null, Runnable::run, Runnable::run, 1), new Log());
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<StallAwareExecutor> pools = new ArrayList<>();

  @AfterEach
  void stop() {
    release.countDown();
    pools.forEach(StallAwareExecutor::shutdown);
  }

  private StallAwareExecutor pool(int size) {
    StallAwareExecutor pool = new StallAwareExecutor("pool", size, threads.watchdog);
    pools.add(pool);
    return pool;
  }

  /** Has so many threads hang, and returns when they do. */
  private void hang(StallAwareExecutor pool, int threads) {
    CountDownLatch hanging = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            hanging.countDown();
            Lab.hang(release);
          });
    }
    Lab.await(hanging);
  }

  @Nested
  class A_pool {

    @Test
    void runs_on_daemon_threads_with_numbered_names() {
      List<String> names = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      pool(2)
          .execute(
              () -> {
                names.add(Thread.currentThread().getName() + Thread.currentThread().isDaemon());
                done.countDown();
              });
      Lab.await(done);
      assertThat(names).containsExactly("pool-1true");
    }

    @Test
    void takes_nothing_along_from_the_thread_that_first_needs_it() {
      InheritableThreadLocal<String> request = new InheritableThreadLocal<>();
      request.set("secret");
      List<String> inherited = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      pool(1)
          .execute(
              () -> {
                inherited.add(request.get());
                done.countDown();
              });
      Lab.await(done);
      request.remove();
      assertThat(inherited).containsExactly((String) null);
    }

    @Test
    void starts_as_many_threads_as_its_size_and_no_more_for_slow_tasks_that_end() throws Exception {
      StallAwareExecutor pool = pool(2);
      for (int round = 1; round <= 100; round++) {
        for (int task = 0; task < 6; task++) {
          pool.execute(() -> {});
        }
        while (pool.getCompletedTaskCount() < 6 * round) {
          Thread.onSpinWait();
        }
        time.advance(STALL);
      }
      pool.shutdown();
      assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      assertThat(pool.getLargestPoolSize()).isEqualTo(2);
    }

    @Test
    void sets_no_timer_while_nothing_waits() {
      CountDownLatch done = new CountDownLatch(1);
      pool(2).execute(done::countDown);
      Lab.await(done);
      assertThat(time.pending()).isZero();
    }
  }

  @Nested
  class A_pool_whose_threads_all_hang {

    @Test
    void grows_until_what_waits_is_done() {
      StallAwareExecutor pool = pool(2);
      hang(pool, 2);
      CountDownLatch done = new CountDownLatch(1);
      for (int i = 0; i < 5; i++) {
        pool.execute(() -> Lab.hang(release));
      }
      pool.execute(done::countDown);
      time.advance(STALL.plusMillis(100)); // the first look only sees how far it has got
      assertThat(pool.getCorePoolSize()).isEqualTo(4);
      time.advance(STALL);
      assertThat(pool.getCorePoolSize()).isEqualTo(8);
      Lab.await(done);
    }

    @Test
    void returns_to_its_size_when_they_come_back() {
      StallAwareExecutor pool = pool(1);
      hang(pool, 1);
      CountDownLatch done = new CountDownLatch(1);
      pool.execute(done::countDown);
      time.advance(STALL);
      Lab.await(done);
      assertThat(pool.getCorePoolSize()).isEqualTo(2);
      release.countDown();
      while (!pool.isIdle()) {
        Thread.onSpinWait();
      }
      time.advance(STALL);
      assertThat(pool.getCorePoolSize()).isEqualTo(1);
      assertThat(time.pending()).isZero();
    }

    @Test
    void runs_what_waits_though_it_is_shut_down() {
      StallAwareExecutor pool = pool(2);
      hang(pool, 2);
      CountDownLatch done = new CountDownLatch(1);
      pool.execute(done::countDown);
      pool.shutdown();
      Lab.await(done);
    }

    @Test
    void grows_at_once_where_a_thread_is_added() {
      StallAwareExecutor pool = pool(1);
      hang(pool, 1);
      CountDownLatch done = new CountDownLatch(1);
      pool.execute(done::countDown);
      pool.addThreads(1);
      Lab.await(done);
      pool.addThreads(-1);
      assertThat(pool.getCorePoolSize()).isEqualTo(1);
    }
  }
}
