package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How long a question about an on-demand check waits, and what it leaves behind. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GivingUpTest {

  private final ManualTime time = new ManualTime();
  private final Lab.Calls calls = new Lab.Calls();
  private final List<ServingStatus> answers = new ArrayList<>();

  private static ServiceCheck onDemand(String name, Lab.Calls calls) {
    return ServiceCheck.async(name, calls).ttl(Duration.ofSeconds(3)).timeout(Lab.TIMEOUT).build();
  }

  @Nested
  class A_question {

    @Test
    void that_is_given_up_leaves_nothing_behind() {
      Health health = Lab.inline(time).service("a", onDemand("check", calls)).start();
      health.check("a", answers::add);
      int before = Weight.of(health);
      for (int i = 0; i < 1000; i++) {
        PendingCheck question = health.check("a", answers::add);
        question.cancel();
        question.cancel();
      }
      assertThat(Weight.of(health)).isEqualTo(before);
      calls.last().complete(CheckResult.passing());
      assertThat(answers).containsExactly(SERVING);
    }

    @Test
    void is_answered_when_the_answer_is_certain_whatever_else_still_runs() {
      Lab.Calls other = new Lab.Calls();
      Health health =
          Lab.inline(time)
              .service("a", onDemand("first", calls), onDemand("second", other))
              .start();
      health.check("a", answers::add);
      calls.last().complete(CheckResult.failing("lost"));
      assertThat(answers).containsExactly(NOT_SERVING);
    }

    @Test
    void is_answered_as_soon_as_something_else_makes_the_answer_certain() {
      ServiceStatus other = ServiceStatus.create("other");
      Health health =
          Lab.inline(time)
              .service("set", onDemand("first", new Lab.Calls()), other)
              .service("drained", onDemand("second", new Lab.Calls()))
              .service("removed", onDemand("third", new Lab.Calls()))
              .start();
      other.set(CheckResult.passing());
      health.check("set", answers::add);
      assertThat(answers).isEmpty();
      other.set(CheckResult.failing("lost"));
      assertThat(answers).containsExactly(NOT_SERVING);
      health.check("removed", answers::add);
      health.removeService("removed");
      assertThat(answers).containsExactly(NOT_SERVING, SERVICE_UNKNOWN);
      health.check("drained", answers::add);
      health.drain();
      assertThat(answers).containsExactly(NOT_SERVING, SERVICE_UNKNOWN, NOT_SERVING);
    }

    @Test
    void is_answered_within_the_timeout_though_the_run_begins_late() {
      QueueExecutor checker = new QueueExecutor();
      Health health =
          Lab.inline(time).checkExecutor(checker).service("a", onDemand("check", calls)).start();
      health.check("a", answers::add);
      time.advance(Lab.TIMEOUT.dividedBy(2));
      checker.runNext();
      assertThat(calls.last().context.remaining()).isEqualTo(Lab.TIMEOUT.dividedBy(2));
      time.advance(Lab.TIMEOUT.dividedBy(2));
      assertThat(answers).hasSize(1);
    }

    @Test
    void is_answered_within_the_timeout_though_the_run_never_begins() {
      Health health =
          Lab.inline(time)
              .checkExecutor(new QueueExecutor())
              .service("a", onDemand("check", calls))
              .start();
      health.check("a", answers::add);
      time.advance(Lab.TIMEOUT);
      assertThat(answers).containsExactly(UNKNOWN);
    }
  }

  @Nested
  class A_check_that_is_asked_less_often_than_its_result_keeps {

    @Test
    void makes_no_transition_in_good_health() {
      List<String> transitions = new ArrayList<>();
      Health health =
          Lab.inline(time)
              .service(
                  "a",
                  ServiceCheck.blocking("check", new Lab.Script("P"))
                      .ttl(Duration.ofSeconds(3))
                      .build())
              .listener(
                  new HealthListener() {
                    @Override
                    public void statusChanged(dev.vitals.health.Transition transition) {
                      transitions.add(transition.describe());
                    }
                  })
              .start();
      health.check("a", answers::add);
      int first = transitions.size();
      for (int i = 0; i < 100; i++) {
        time.advance(Duration.ofSeconds(14));
        assertThat(health.statuses()).containsEntry("a", SERVING);
        health.check("a", answers::add);
      }
      assertThat(transitions).hasSize(first);
      assertThat(answers).containsOnly(SERVING);
    }
  }
}
