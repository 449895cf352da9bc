package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static dev.vitals.health.core.Lab.PERIOD;
import static dev.vitals.health.core.Lab.TIMEOUT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.core.Lab.Calls;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OverrunTest {

  private final ManualTime time = new ManualTime();
  private final Calls calls = new Calls();

  private static CheckReport only(Health health) {
    return health.report("a").orElseThrow().checks().get(0);
  }

  @Nested
  class A_run_that_outlasts_its_timeout {

    private final Health health =
        Lab.inline(time).service("a", Lab.every10s("check", calls).build()).start();

    @Test
    void counts_as_failing_at_its_timeout_and_not_before() {
      time.advance(TIMEOUT.minusNanos(1));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      time.advance(ofMillis(1));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).last().reason()).isEqualTo("timed out after 1000 ms");
      assertThat(only(health).took()).isEqualTo(TIMEOUT);
    }

    @Test
    void is_cancelled_and_told_how_long_it_has() {
      assertThat(calls.last().context.remaining()).isEqualTo(TIMEOUT);
      assertThat(calls.last().context.isCancelled()).isFalse();
      time.advance(ofMillis(400));
      assertThat(calls.last().context.remaining()).isEqualTo(ofMillis(600));
      time.advance(ofSeconds(5));
      assertThat(calls.last().context.remaining()).isEqualTo(Duration.ZERO);
      assertThat(calls.last().context.isCancelled()).isTrue();
      assertThat(calls.last().cancelled).isTrue();
    }

    @Test
    void is_not_started_again_before_the_old_run_ended_not_in_1000_periods() {
      time.advance(PERIOD.multipliedBy(1000));
      assertThat(calls.runs()).isEqualTo(1);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(time.pending()).as("its own timer, and the heartbeat").isLessThanOrEqualTo(2);
    }

    @Test
    void has_its_late_result_dropped() {
      time.advance(TIMEOUT);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).streak()).isEqualTo(1);
    }

    @Test
    void is_started_again_a_period_after_it_really_ended() {
      time.advance(ofSeconds(100));
      calls.last().complete(CheckResult.passing());
      time.advance(PERIOD.minusNanos(1));
      assertThat(calls.runs()).isEqualTo(1);
      time.advance(ofMillis(1));
      assertThat(calls.runs()).isEqualTo(2);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void shows_in_reports_how_long_it_is_overdue() {
      time.advance(TIMEOUT);
      time.advance(ofSeconds(7));
      assertThat(only(health).overrun()).isEqualTo(ofSeconds(7));
      assertThat(only(health).describe()).contains("still running, overdue by 7000 ms");
      calls.last().complete(CheckResult.passing());
      assertThat(only(health).overrun()).isNull();
    }

    @Test
    void keeps_failing_while_it_goes_on_and_grows_stale_only_after_it_ended() {
      time.advance(ofSeconds(1000));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }

    @Test
    void grows_stale_after_it_ended_even_if_no_timer_lives() {
      DeadTimers dying = new DeadTimers(time);
      try (Health alone =
          Lab.inline(dying).service("a", Lab.every10s("check", calls).build()).start()) {
        time.advance(TIMEOUT);
        dying.dead = true;
        time.advance(ofSeconds(1000));
        calls.last().complete(CheckResult.passing());
        assertThat(alone.status("a")).isEqualTo(NOT_SERVING);
        time.advance(ofSeconds(1000));
        assertThat(alone.status("a")).isEqualTo(UNKNOWN);
      }
    }
  }

  @Nested
  class A_run_that_outlasts_its_timeout_with_a_threshold_above_one {

    @Test
    void does_not_freeze_the_status_that_was() {
      ServiceCheck check = Lab.every10s("check", calls).failureThreshold(3).build();
      Health health = Lab.inline(time).service("a", check).start();
      calls.last().complete(CheckResult.passing());
      time.advance(PERIOD.plus(TIMEOUT));
      assertThat(calls.runs()).isEqualTo(2);
      assertThat(health.status("a")).as("one failure of three").isEqualTo(SERVING);
      time.advance(PERIOD.plus(TIMEOUT));
      assertThat(health.status("a")).as("as if it had failed twice").isEqualTo(SERVING);
      time.advance(PERIOD.plus(TIMEOUT));
      assertThat(health.status("a")).as("and three times").isEqualTo(NOT_SERVING);
      assertThat(calls.runs()).isEqualTo(2);
      assertThat(only(health).streak()).isEqualTo(3);
      time.advance(check.staleAfter.multipliedBy(100));
      assertThat(health.status("a")).as("for as long as it hangs").isEqualTo(NOT_SERVING);
    }

    @Test
    void does_not_bring_back_a_status_that_had_grown_stale() {
      QueueExecutor checker = new QueueExecutor();
      ServiceCheck check = Lab.every10s("check", calls).failureThreshold(3).build();
      Health health = Lab.inline(time).checkExecutor(checker).service("a", check).start();
      checker.runNext();
      calls.last().complete(CheckResult.passing());
      time.advance(ofSeconds(1000)); // the next run waits in the executor's queue
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      checker.runNext();
      time.advance(TIMEOUT);
      assertThat(only(health).verdict()).isEqualTo(Outcome.FAILING);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }
  }

  @Nested
  class A_check_that_is_removed_while_it_hangs_and_added_again {

    @Test
    void is_not_run_beside_the_old_run() {
      Calls hanging = new Calls();
      ServiceCheck check = Lab.every10s("again", hanging).build();
      Health health = Lab.inline(time).start();
      for (int i = 0; i < 33; i++) {
        health.addService("again", check);
        time.advance(PERIOD);
        health.removeService("again");
      }
      health.addService("again", check);
      assertThat(hanging.runs()).isEqualTo(1);
      time.advance(TIMEOUT);
      assertThat(health.status("again")).as("it hangs").isEqualTo(NOT_SERVING);
      hanging.last().complete(CheckResult.passing());
      assertThat(health.status("again")).as("a late result").isEqualTo(NOT_SERVING);
      assertThat(hanging.runs()).as("and runs at once").isEqualTo(2);
      hanging.last().complete(CheckResult.passing());
      assertThat(health.status("again")).isEqualTo(SERVING);
    }

    @Test
    void is_kept_no_longer_than_its_run() {
      Calls hanging = new Calls();
      ServiceCheck check = Lab.every10s("again", hanging).build();
      Health health = Lab.inline(time).history(0).start();
      int before = Weight.of(health);
      health.addService("again", check);
      health.removeService("again");
      hanging.last().complete(CheckResult.passing());
      assertThat(Weight.of(health)).isEqualTo(before);
    }
  }

  @Nested
  class A_blocking_check_that_overruns {

    private final ExecutorService checker = Executors.newSingleThreadExecutor();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @AfterEach
    void stop() {
      finish.countDown();
      checker.shutdown();
    }

    /** Waits for its cue whatever happens, for five minutes at most, and notes an interrupt. */
    private CheckResult stubborn(CheckContext context) {
      begun.countDown();
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
      while (finish.getCount() > 0 && System.nanoTime() < deadline) {
        try {
          finish.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          interrupted.countDown();
        }
      }
      return CheckResult.passing();
    }

    private Health start(ServiceCheck check) {
      Health health = Lab.inline(time).checkExecutor(checker).service("a", check).start();
      Lab.await(begun);
      return health;
    }

    @Test
    void is_interrupted_and_waited_for() throws Exception {
      Health health = start(Lab.every10s("check", this::stubborn).build());
      time.advance(PERIOD.multipliedBy(10));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(only(health).overrun()).isNotNull();
      Lab.await(interrupted);
      finish.countDown();
      checker.submit(() -> {}).get(30, TimeUnit.SECONDS); // after the run's code
      assertThat(health.status("a")).as("the late result").isEqualTo(NOT_SERVING);
      assertThat(only(health).overrun()).isNull();
    }

    @Test
    void is_not_interrupted_if_it_said_so_and_still_learns_that_it_is_cancelled() throws Exception {
      CheckContext[] told = new CheckContext[1];
      ServiceCheck.Blocking noting =
          context -> {
            told[0] = context;
            return stubborn(context);
          };
      start(Lab.every10s("check", noting).interruptOnTimeout(false).build());
      time.advance(TIMEOUT);
      finish.countDown();
      checker.submit(() -> {}).get(30, TimeUnit.SECONDS);
      assertThat(interrupted.getCount()).isEqualTo(1);
      assertThat(told[0].isCancelled()).isTrue();
    }

    @Test
    void leaves_no_interrupt_to_the_next_task_of_its_thread() throws Exception {
      ServiceCheck.Blocking deaf =
          context -> {
            begun.countDown();
            while (!context.isCancelled()) {
              Thread.onSpinWait();
            }
            return CheckResult.passing();
          };
      start(Lab.every10s("check", deaf).build());
      time.advance(TIMEOUT);
      assertThat(checker.submit(Thread::interrupted).get(30, TimeUnit.SECONDS)).isFalse();
    }
  }

  /** Real time up to a point at which every timer thread dies. */
  private static final class DeadTimers implements HealthTime {
    private final ManualTime time;
    boolean dead;

    DeadTimers(ManualTime time) {
      this.time = time;
    }

    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public java.time.Instant now() {
      return time.now();
    }

    @Override
    public Task schedule(Runnable task, Duration delay) {
      return time.schedule(() -> ring(task), delay);
    }

    private void ring(Runnable task) {
      if (!dead) {
        task.run();
      }
    }
  }
}
