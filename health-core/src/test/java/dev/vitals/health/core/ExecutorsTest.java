package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Lab.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExecutorsTest {

  private final ManualTime time = new ManualTime();
  private final QueueExecutor queue = new QueueExecutor();

  @Nested
  class A_check_executor_that_refuses {

    @Test
    void makes_the_run_fail_and_is_asked_again_after_the_period() {
      queue.refuses = true;
      ServiceCheck check = Lab.every10s("check", new Lab.Script("P")).build();
      Health health = Lab.inline(time).checkExecutor(queue).service("a", check).start();
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(health.report("a").orElseThrow().reason())
          .isEqualTo("check: the check executor refused to run it");
      time.advance(Lab.PERIOD.multipliedBy(5));
      assertThat(queue.refused).isEqualTo(6);
      queue.refuses = false;
      time.advance(Lab.PERIOD);
      queue.runAll();
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void throws_nothing_at_whoever_adds_or_asks() {
      queue.refuses = true;
      Health health = Lab.inline(time).checkExecutor(queue).start();
      health.addService("a", ServiceCheck.async("check", new Calls()).ttl(Lab.PERIOD).build());
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_logged_with_its_words_escaped() {
      try (Logs logs = Logs.capture()) {
        Lab.inline(time)
            .checkExecutor(
                task -> {
                  throw new RejectedExecutionException("full\nINFO all is well");
                })
            .service("a", Lab.every10s("check", new Lab.Script("P")).build())
            .start();
        assertThat(logs.texts())
            .anyMatch(line -> line.contains("refused") && line.contains("full\\u000A"))
            .noneMatch(line -> line.contains("\n"));
      }
    }
  }

  @Nested
  class A_check_executor_with_a_queue {

    @Test
    void delays_runs_whose_time_begins_when_they_do() {
      Calls calls = new Calls();
      Health health =
          Lab.inline(time)
              .checkExecutor(queue)
              .service("a", Lab.every10s("check", calls).build())
              .start();
      time.advance(Duration.ofMinutes(1));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      assertThat(queue.tasks).as("one run waits, handed over again and again").hasSizeLessThan(8);
      queue.runNext();
      assertThat(calls.last().context.remaining()).isEqualTo(Lab.TIMEOUT);
      time.advance(Lab.TIMEOUT.minusNanos(1));
      queue.runAll();
      assertThat(calls.runs()).as("it begins once all the same").isEqualTo(1);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void does_not_run_what_was_removed_meanwhile() {
      Calls calls = new Calls();
      Health health = Lab.inline(time).checkExecutor(queue).start();
      health.addService("a", Lab.every10s("check", calls).build());
      health.removeService("a");
      queue.runAll();
      assertThat(calls.runs()).isZero();
    }

    @Test
    void does_not_run_what_was_removed_meanwhile_though_the_notifier_is_behind() {
      Calls calls = new Calls();
      Health health =
          Lab.inline(time).checkExecutor(queue).notifyExecutor(new QueueExecutor()).start();
      health.addService("a", Lab.every10s("check", calls).build());
      health.removeService("a");
      queue.runAll();
      assertThat(calls.runs()).isZero();
    }
  }

  @Nested
  class A_notify_executor_that_refuses {

    @Test
    void delays_watchers_until_it_takes_work_again() {
      Health health = Lab.inline(time).notifyExecutor(queue).service("a").start();
      queue.runAll();
      Reader reader = Reader.of(health, "a");
      queue.refuses = true;
      health.set("a", NOT_SERVING);
      time.advance(Duration.ofSeconds(10));
      assertThat(reader.seen).containsExactly(SERVING);
      queue.refuses = false;
      time.advance(Duration.ofSeconds(10)); // it is asked less and less often
      queue.runAll();
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING);
    }

    @Test
    void keeps_nobody_from_his_answer() {
      Calls calls = new Calls();
      ServiceCheck check = ServiceCheck.async("check", calls).ttl(Lab.PERIOD).build();
      Health health = Lab.inline(time).notifyExecutor(queue).service("a", check).start();
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      queue.refuses = true;
      calls.last().complete(CheckResult.passing());
      assertThat(answers).containsExactly(SERVING);
    }

    @Test
    void does_not_keep_a_run_from_being_cancelled_at_its_timeout() {
      Calls calls = new Calls();
      ServiceCheck check = Lab.every10s("check", calls).build();
      Lab.inline(time).notifyExecutor(queue).service("a", check).start();
      queue.refuses = true;
      time.advance(Lab.TIMEOUT);
      assertThat(calls.last().cancelled).isTrue();
    }

    @Test
    void is_left_alone_once_health_is_closed() {
      Health health = Lab.inline(time).notifyExecutor(queue).service("a").start();
      Reader.of(health, "a");
      queue.refuses = true;
      health.set("a", NOT_SERVING);
      health.close();
      time.advance(Duration.ofSeconds(5));
      assertThat(time.pending()).isZero();
    }
  }

  @Nested
  class Inline_executors {

    @Test
    void carry_any_number_of_checks() {
      HealthBuilder builder = Lab.inline(time);
      for (int i = 0; i < 2_000; i++) {
        builder.service("service " + i, Lab.every10s("check " + i, new Lab.Script("P")).build());
      }
      Health health = builder.start();
      time.advance(Lab.PERIOD); // their first runs are spread
      assertThat(health.statuses().values()).containsOnly(SERVING);
      time.advance(Lab.PERIOD);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void carry_any_number_of_names_that_change_at_once() {
      HealthBuilder builder = Lab.inline(time);
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        builder.service("service " + i);
      }
      Health health = builder.start();
      for (int i = 0; i < 10_000; i++) {
        readers.add(Reader.of(health, "service " + i));
      }
      try (Logs logs = Logs.capture()) {
        health.drain();
        assertThat(logs.lines()).noneMatch(line -> line.thrown() != null);
      }
      assertThat(readers).allMatch(reader -> reader.last() == NOT_SERVING);
    }
  }

  @Nested
  class A_timer_that_is_handed_in {

    @Test
    void is_used_and_stays_the_caller_s() throws Exception {
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      CountDownLatch runs = new CountDownLatch(3);
      Health health =
          Health.builder()
              .timer(timer)
              .service(
                  "a",
                  ServiceCheck.blocking(
                          "check",
                          context -> {
                            runs.countDown();
                            return CheckResult.passing();
                          })
                      .period(Duration.ofMillis(1))
                      .build())
              .start();
      Lab.await(runs);
      health.close();
      assertThat(timer.isShutdown()).isFalse();
      timer.shutdown();
      assertThat(timer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void may_be_shut_down_before_health_is() {
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      Health health =
          Health.builder().notifyExecutor(Runnable::run).timer(timer).service("a").start();
      timer.shutdownNow();
      CountDownLatch changed = new CountDownLatch(1);
      health.watch("a", watch -> changed.countDown());
      health.set("a", NOT_SERVING);
      Lab.await(changed); // on a spare thread: set does not wait for it
      health.close();
    }
  }
}
