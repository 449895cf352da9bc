package dev.vitals.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class RequestThreadsTest {

  private final RequestThreads threads = new RequestThreads(1, 1);
  private final CompletableFuture<Boolean> first = new CompletableFuture<>();
  private final CountDownLatch began = new CountDownLatch(1);

  @AfterEach
  void stop() {
    threads.close();
  }

  /** Keeps its thread until it is interrupted; then the first has ended. */
  private void keepThread() {
    began.countDown();
    try {
      new CountDownLatch(1).await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      first.complete(true);
    }
  }

  @Test
  void a_task_that_keeps_its_thread_is_cut_off_after_the_limit() throws Exception {
    long start = System.nanoTime();
    threads.execute(this::keepThread);
    assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(RequestThreads.LONGEST.toNanos());
  }

  @Test
  void it_is_cut_off_sooner_while_another_waits_which_does_not_see_the_interrupt()
      throws Exception {
    threads.execute(this::keepThread);
    assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    threads.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(first).isCompleted();
    assertThat(System.nanoTime() - start).isLessThan(RequestThreads.LONGEST.toNanos());
  }

  @Test
  void a_task_beyond_those_that_may_wait_is_refused() throws Exception {
    threads.execute(this::keepThread);
    assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
    threads.execute(() -> {});
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
