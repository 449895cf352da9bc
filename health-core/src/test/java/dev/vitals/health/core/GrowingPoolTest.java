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
class GrowingPoolTest {

  private static final Duration STALL = Duration.ofMillis(250);

  private final ManualTime time = new ManualTime();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<GrowingPool> pools = new ArrayList<>();

  @AfterEach
  void stop() {
    release.countDown();
    pools.forEach(GrowingPool::shutdown);
  }

  private GrowingPool pool(int size) {
    GrowingPool pool = new GrowingPool("pool", size, time);
    pools.add(pool);
    return pool;
  }

  /** Has so many threads hang, and returns when they do. */
  private void hang(GrowingPool pool, int threads) {
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
    void starts_as_many_threads_as_its_size_and_no_more_for_slow_tasks_that_end() throws Exception {
      GrowingPool pool = pool(2);
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
      GrowingPool pool = pool(2);
      hang(pool, 2);
      CountDownLatch done = new CountDownLatch(1);
      for (int i = 0; i < 5; i++) {
        pool.execute(() -> Lab.hang(release));
      }
      pool.execute(done::countDown);
      time.advance(STALL);
      assertThat(pool.getCorePoolSize()).isEqualTo(4);
      time.advance(STALL);
      assertThat(pool.getCorePoolSize()).isEqualTo(8);
      Lab.await(done);
    }

    @Test
    void grows_though_they_began_to_hang_only_after_the_next_task_came() {
      for (int i = 0; i < 200; i++) {
        GrowingPool pool = pool(1);
        CountDownLatch warm = new CountDownLatch(1);
        pool.execute(warm::countDown);
        Lab.await(warm);
        pool.execute(() -> Lab.hang(release));
        CountDownLatch done = new CountDownLatch(1);
        pool.execute(done::countDown);
        time.advance(STALL.multipliedBy(3)); // the first may see the end of what ran before
        Lab.await(done);
      }
    }

    @Test
    void returns_to_its_size_when_they_come_back() {
      GrowingPool pool = pool(1);
      hang(pool, 1);
      CountDownLatch done = new CountDownLatch(1);
      pool.execute(done::countDown);
      time.advance(STALL);
      Lab.await(done);
      assertThat(pool.getCorePoolSize()).isEqualTo(2);
      release.countDown();
      CountDownLatch idle = new CountDownLatch(2);
      while (pool.getCompletedTaskCount() < 2) {
        Thread.onSpinWait();
      }
      pool.execute(idle::countDown);
      pool.execute(idle::countDown);
      Lab.await(idle);
      while (pool.getActiveCount() > 0) {
        Thread.onSpinWait();
      }
      time.advance(STALL);
      assertThat(pool.getCorePoolSize()).isEqualTo(1);
      assertThat(time.pending()).isZero();
    }

    @Test
    void does_what_waits_though_it_is_shut_down() {
      GrowingPool pool = pool(2);
      hang(pool, 2);
      CountDownLatch done = new CountDownLatch(1);
      pool.execute(done::countDown);
      pool.shutdown();
      Lab.await(done);
    }
  }
}
