package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.PASSING;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.core.ServiceCheck;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LocalChecksTest {

  @Test
  void A_real_deadlock_is_found_its_threads_are_named_and_it_passes_once_it_is_over()
      throws Exception {
    Lock left = new ReentrantLock();
    Lock right = new ReentrantLock();
    CyclicBarrier both = new CyclicBarrier(2);
    Thread one = new Thread(() -> lockBoth(left, right, both), "locks-left-first");
    Thread two = new Thread(() -> lockBoth(right, left, both), "locks-right-first");
    try (Running check = Running.of(DeadlockCheck.of("deadlock"))) {
      check.passes();
      one.start();
      two.start();
      check.fails("2 threads are deadlocked: ");
      check.fails("locks-left-first waits for locks-right-first");
      one.interrupt();
      two.interrupt();
      for (Thread thread : List.of(one, two)) {
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).isFalse();
      }
      check.passes();
      assertThat(check.report().tags()).containsExactly("local");
    }
  }

  private static void lockBoth(Lock first, Lock second, CyclicBarrier both) {
    first.lock();
    try {
      both.await(20, TimeUnit.SECONDS);
      second.lockInterruptibly();
      second.unlock();
    } catch (Exception e) {
      // interrupted: the test ends the deadlock
    } finally {
      first.unlock();
    }
  }

  @Test
  void The_heap_after_a_collection_is_held_against_its_limit() {
    byte[][] kept = new byte[64][1 << 18];
    System.gc();
    try (Running small = Running.of(HeapCheck.of("heap", 0.0001));
        Running large = Running.of(HeapCheck.of("heap", 0.99))) {
      small.fails("in use after collection");
      large.passes();
      assertThat(large.report().tags()).containsExactly("local");
    }
    assertThat(kept).hasDimensions(64, 1 << 18);
  }

  @Test
  void A_disk_fails_below_its_limit_and_when_its_path_is_gone(@TempDir Path folder)
      throws Exception {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    try (Running full = Running.of(DiskSpaceCheck.of("disk", sub, 0.999999999));
        Running fine = Running.of(DiskSpaceCheck.of("disk", sub, 0.000000001))) {
      full.fails("MiB usable");
      fine.passes();
      Files.delete(sub);
      fine.fails("NoSuchFileException");
    }
    assertThatThrownBy(() -> DiskSpaceCheck.of("disk", folder, 5))
        .hasMessage("least: 5.0 (expected: > 0 and < 1)");
  }

  @Test
  void A_blocked_event_loop_fails_holds_one_task_of_the_check_and_passes_once_it_goes_on()
      throws Exception {
    ThreadPoolExecutor blocked =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    ExecutorService free = Executors.newSingleThreadExecutor();
    CountDownLatch release = new CountDownLatch(1);
    try (Running check =
        Running.of(EventLoopCheck.of("loops", List.of(blocked, free), ofSeconds(5)))) {
      check.passes();
      blocked.execute(() -> awaitQuietly(release));
      check.fails("1 of 2 event loops are blocked");
      await().atMost(ofSeconds(20)).until(() -> check.report().streak() >= 3);
      assertThat(blocked.getQueue()).hasSize(1);
      release.countDown();
      check.passes();
    } finally {
      release.countDown();
      blocked.shutdownNow();
      free.shutdownNow();
    }
  }

  @Test
  void The_loops_of_netty_are_taken_as_they_are() {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    CountDownLatch release = new CountDownLatch(1);
    ServiceCheck.Builder loops = EventLoopCheck.of("loops", group, ofMillis(400));
    try (Running check = Running.of(loops)) {
      check.passes();
      group.next().execute(() -> awaitQuietly(release));
      check.fails("1 of 2 event loops are blocked");
      release.countDown();
      check.passes();
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS);
      check.fails("RejectedExecution");
      await().atMost(ofSeconds(20)).until(() -> check.report().streak() >= 3);
      assertThat(check.report().last().reason()).as("again").contains("RejectedExecution");
    } finally {
      release.countDown();
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  @Test
  void A_loop_that_lags_is_degraded() {
    ExecutorService loop = Executors.newSingleThreadExecutor();
    try (Running check =
        Running.of(EventLoopCheck.of("loops", List.of(loop), java.time.Duration.ofNanos(1)))) {
      check.becomes(PASSING, "an event loop lags by ");
    } finally {
      loop.shutdownNow();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
