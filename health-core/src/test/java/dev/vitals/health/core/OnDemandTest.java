package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static dev.vitals.health.core.Lab.SECOND;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Lab.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OnDemandTest {

  private static final Duration TTL = ofSeconds(5);
  private static final Duration STALE = ofSeconds(20);

  private final ManualTime time = new ManualTime();
  private final Calls calls = new Calls();
  private final ServiceCheck check =
      ServiceCheck.async("check", calls)
          .ttl(TTL)
          .timeout(SECOND)
          .staleAfter(STALE)
          .jitter(0)
          .build();
  private final Health health = Lab.inline(time).service("a", check).service("other").start();
  private final List<ServingStatus> answers = new ArrayList<>();

  private void ask() {
    health.check("a", answers::add);
  }

  private void pass() {
    calls.last().complete(CheckResult.passing());
  }

  @Nested
  class When_nobody_asks {

    @Test
    void it_does_not_run() {
      time.advance(ofSeconds(1000));
      assertThat(calls.runs()).isZero();
      assertThat(time.pending()).isZero();
    }

    @Test
    void a_look_at_the_status_or_a_report_does_not_run_it() {
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      assertThat(health.report("a")).isPresent();
      assertThat(calls.runs()).isZero();
    }

    @Test
    void a_question_about_another_service_does_not_run_it() {
      health.check("other", answers::add);
      assertThat(answers).containsExactly(SERVING);
      assertThat(calls.runs()).isZero();
    }
  }

  @Nested
  class A_question_without_any_result {

    @Test
    void is_answered_when_the_run_ends() {
      ask();
      assertThat(answers).isEmpty();
      pass();
      assertThat(answers).containsExactly(SERVING);
    }

    @Test
    void is_answered_when_the_run_fails() {
      ask();
      calls.last().completeExceptionally(new IllegalStateException("down"));
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_answered_at_the_timeout_with_its_failure() {
      ask();
      time.advance(SECOND.minusNanos(1));
      assertThat(answers).isEmpty();
      time.advance(ofNanos(1));
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_answered_though_the_executor_never_begins_the_run() {
      QueueExecutor never = new QueueExecutor();
      Health stuck = Lab.inline(time).checkExecutor(never).service("a", check).start();
      stuck.check("a", answers::add);
      time.advance(SECOND.minusNanos(1));
      assertThat(answers).isEmpty();
      time.advance(ofNanos(1));
      assertThat(answers).containsExactly(UNKNOWN);
      never.runAll();
      calls.last().complete(CheckResult.passing());
      assertThat(answers).as("answered once").hasSize(1);
      assertThat(stuck.status("a")).isEqualTo(SERVING);
    }

    @Test
    void is_answered_at_the_run_s_own_timeout_if_that_began_a_little_late() {
      QueueExecutor late = new QueueExecutor();
      Health slow = Lab.inline(time).checkExecutor(late).service("a", check).start();
      slow.check("a", answers::add);
      time.advance(ofMillis(5));
      late.runNext();
      time.advance(SECOND);
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_answered_when_the_executor_refuses_the_run() {
      QueueExecutor full = new QueueExecutor();
      full.refuses = true;
      Health refused = Lab.inline(time).checkExecutor(full).service("a", check).start();
      refused.check("a", answers::add);
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_answered_when_its_service_is_removed() {
      ask();
      health.removeService("a");
      assertThat(answers).containsExactly(SERVICE_UNKNOWN);
    }

    @Test
    void is_answered_when_health_closes() {
      ask();
      health.close();
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_asked_of_every_check_and_answered_after_the_last_run() {
      Calls second = new Calls();
      health.addService("b", check, ServiceCheck.async("second", second).ttl(TTL).build());
      health.check("b", answers::add);
      pass();
      assertThat(answers).isEmpty();
      second.last().complete(CheckResult.failing("broken"));
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void leaves_no_timer_behind() {
      ask();
      pass();
      time.advance(STALE.plus(SECOND));
      assertThat(time.pending()).isZero();
    }
  }

  @Nested
  class A_question_that_no_run_can_change {

    @Test
    void does_not_wait_for_an_optional_check() {
      health.addService("b", HealthCheck.optional(check));
      health.check("b", answers::add);
      assertThat(answers).containsExactly(SERVING);
      assertThat(calls.runs()).as("runs for reports").isEqualTo(1);
    }

    @Test
    void does_not_wait_while_another_check_fails() {
      ServiceStatus lost = ServiceStatus.create("lost");
      lost.set(CheckResult.failing("lost"));
      health.addService("b", check, lost);
      health.check("b", answers::add);
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void does_not_wait_while_draining() {
      health.drain();
      ask();
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void does_not_wait_under_an_override() {
      health.override("a", SERVING, "by hand");
      ask();
      assertThat(answers).containsExactly(SERVING);
    }
  }

  @Nested
  class A_question_within_the_ttl {

    @Test
    void is_answered_from_memory_without_a_run() {
      ask();
      pass();
      time.advance(TTL.minusNanos(1));
      ask();
      assertThat(answers).containsExactly(SERVING, SERVING);
      assertThat(calls.runs()).isEqualTo(1);
    }
  }

  @Nested
  class A_question_after_the_ttl {

    @Test
    void is_answered_with_the_old_result_and_starts_a_new_run() {
      ask();
      pass();
      time.advance(TTL);
      ask();
      assertThat(answers).containsExactly(SERVING, SERVING);
      assertThat(calls.runs()).isEqualTo(2);
      calls.last().complete(CheckResult.failing("broken"));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }
  }

  @Nested
  class A_question_with_only_a_stale_result {

    @Test
    void waits_for_the_new_run() {
      ask();
      pass();
      time.advance(STALE.plusNanos(1));
      ask();
      assertThat(answers).hasSize(1);
      assertThat(calls.runs()).isEqualTo(2);
      pass();
      assertThat(answers).containsExactly(SERVING, SERVING);
    }

    @Test
    void waits_though_that_result_was_a_failure() {
      ask();
      calls.last().complete(CheckResult.failing("lost"));
      time.advance(STALE.plusNanos(1));
      ask();
      assertThat(answers).containsExactly(NOT_SERVING);
      pass();
      assertThat(answers).containsExactly(NOT_SERVING, SERVING);
    }
  }

  @Nested
  class A_question_whose_result_grows_stale_while_a_run_goes_on {

    @Test
    void waits_for_that_run() {
      ask();
      pass();
      time.advance(STALE.minusMillis(500));
      ask();
      assertThat(answers).as("young enough").hasSize(2);
      assertThat(calls.runs()).isEqualTo(2);
      time.advance(ofMillis(600));
      ask();
      assertThat(answers).hasSize(2);
      pass();
      assertThat(answers).containsExactly(SERVING, SERVING, SERVING);
    }
  }

  @Nested
  class A_question_about_a_check_that_hangs {

    @Test
    void takes_no_lock_once_the_check_has_failed() {
      ask();
      health.statuses();
      time.advance(SECOND);
      assertThat(answers).containsExactly(NOT_SERVING);
      Thread asker =
          new Thread(
              () -> {
                ask();
                health.statuses();
              },
              "asker");
      synchronized (LockHolder.kernel(health).lock) {
        asker.start();
        Lab.join(asker);
      }
      assertThat(answers).containsExactly(NOT_SERVING, NOT_SERVING);
    }

    @Test
    void runs_it_again_a_ttl_after_it_has_ended() {
      ask();
      time.advance(SECOND.multipliedBy(100));
      pass(); // too late
      ask();
      assertThat(calls.runs()).isEqualTo(1);
      time.advance(TTL);
      ask();
      assertThat(calls.runs()).isEqualTo(2);
    }
  }

  @Nested
  class A_list {

    @Test
    void starts_the_checks_that_are_due_and_waits_for_none() {
      assertThat(health.statuses()).containsEntry("a", UNKNOWN);
      assertThat(calls.runs()).isEqualTo(1);
      pass();
      assertThat(health.statuses()).containsEntry("a", SERVING);
      assertThat(calls.runs()).isEqualTo(1);
    }
  }

  @Nested
  class While_somebody_watches {

    @Test
    void it_runs_every_ttl() {
      Reader reader = Reader.of(health, "a");
      for (int run = 1; run <= 10; run++) {
        assertThat(calls.runs()).isEqualTo(run);
        pass();
        time.advance(TTL);
      }
      assertThat(reader.seen).containsExactly(UNKNOWN, SERVING);
    }

    @Test
    void of_the_server_as_a_whole_it_runs_too() {
      Reader reader = Reader.of(health, "");
      pass();
      time.advance(TTL);
      assertThat(calls.runs()).isEqualTo(2);
      assertThat(reader.last()).isEqualTo(SERVING);
    }

    @Test
    void it_stops_running_with_the_last_watch() {
      Reader first = Reader.of(health, "a");
      Reader second = Reader.of(health, "a");
      pass();
      first.close();
      time.advance(TTL);
      assertThat(calls.runs()).isEqualTo(2);
      pass();
      second.close();
      time.advance(ofSeconds(1000));
      assertThat(calls.runs()).isEqualTo(2);
      assertThat(time.pending()).isZero();
    }

    @Test
    void it_runs_again_for_a_watch_that_comes_later() {
      Reader.of(health, "a").close();
      pass();
      time.advance(ofSeconds(2));
      Reader reader = Reader.of(health, "a");
      assertThat(calls.runs()).as("fresh enough").isEqualTo(1);
      time.advance(TTL.minusSeconds(2));
      assertThat(calls.runs()).isEqualTo(2);
      assertThat(reader.seen).containsExactly(SERVING);
    }

    @Test
    void it_goes_on_after_an_overrun() {
      Reader reader = Reader.of(health, "a");
      time.advance(ofSeconds(100));
      assertThat(reader.seen).containsExactly(UNKNOWN, NOT_SERVING);
      pass(); // too late
      time.advance(TTL);
      assertThat(calls.runs()).isEqualTo(2);
      pass();
      assertThat(reader.seen).containsExactly(UNKNOWN, NOT_SERVING, SERVING);
    }

    @Test
    void of_a_name_that_is_added_later_it_runs_from_then_on() {
      Reader reader = Reader.of(health, "later");
      Calls later = new Calls();
      health.addService("later", ServiceCheck.async("later", later).ttl(TTL).build());
      assertThat(later.runs()).isEqualTo(1);
      later.last().complete(CheckResult.passing());
      assertThat(reader.seen).containsExactly(SERVICE_UNKNOWN, UNKNOWN, SERVING);
    }
  }

  @Nested
  class An_answer_that_throws {

    @Test
    void is_given_once_and_harms_nobody() {
      List<ServingStatus> given = new ArrayList<>();
      try (Logs logs = Logs.capture()) {
        health.check(
            "a",
            status -> {
              given.add(status);
              throw new IllegalStateException("no transport");
            });
        ask();
        pass();
        assertThat(given).containsExactly(SERVING);
        assertThat(answers).containsExactly(SERVING);
        assertThat(logs.texts())
            .filteredOn(line -> line.contains("could not be delivered"))
            .hasSize(1);
      }
    }
  }
}
