package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TimerTest {

  @Nested
  class A_timer_that_fails_to_time_a_run {

    @Test
    void is_asked_again_and_the_run_counts() {
      HookedTime time = new HookedTime();
      Health health =
          Lab.inline(time)
              .checkExecutor(TimerTest::runAsAPoolDoes)
              .service("a", Lab.every10s("check", new Lab.Script("P")).build())
              .start();
      time.beforeSchedule =
          () -> {
            time.beforeSchedule = () -> {};
            throw new OutOfMemoryError("unable to create native thread");
          };
      time.manual.advance(Lab.PERIOD);
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.manual.advance(Lab.PERIOD);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }
  }

  @Nested
  class A_timer_that_loses_a_task {

    private final HookedTime time = new HookedTime();

    private void loseTask(int number) {
      int[] scheduled = new int[1];
      time.loses = () -> ++scheduled[0] == number;
    }

    /** The check's next run, its timeout, a beat, a line of the log, and whatever else there is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 21, 34})
    void keeps_no_check_from_running(int number) {
      Lab.Script script = new Lab.Script("PPPPPPF");
      loseTask(number);
      Health health = Lab.inline(time).service("a", Lab.every10s("check", script).build()).start();
      Reader reader = Reader.of(health, "a");
      time.manual.advance(Duration.ofMinutes(2));
      assertThat(script.runs).isGreaterThan(8);
      assertThat(reader.last()).as("to a watcher, whom nobody asks").isEqualTo(NOT_SERVING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 21, 34})
    void keeps_no_watched_check_on_demand_from_running(int number) {
      Lab.Script script = new Lab.Script("PPPPPPF");
      loseTask(number);
      Health health =
          Lab.inline(time)
              .service("a", ServiceCheck.blocking("check", script).ttl(Lab.PERIOD).build())
              .start();
      Reader reader = Reader.of(health, "a");
      time.manual.advance(Duration.ofMinutes(2));
      assertThat(script.runs).isGreaterThan(8);
      assertThat(reader.last()).isEqualTo(NOT_SERVING);
    }

    /** Nothing is left that fires then, and the next one who asks has to notice. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 20, 21, 22, 23, 24, 25})
    void and_the_two_after_it_keeps_no_check_from_running_that_somebody_asks_for(int number) {
      Lab.Script script = new Lab.Script("PPPPPPF");
      int[] scheduled = new int[1];
      time.loses = () -> ++scheduled[0] >= number && scheduled[0] < number + 3;
      Health health = Lab.inline(time).service("a", Lab.every10s("check", script).build()).start();
      Reader reader = Reader.of(health, "a");
      for (int i = 0; i < 24; i++) {
        time.manual.advance(Duration.ofSeconds(5));
        health.status("a");
      }
      assertThat(script.runs).isGreaterThan(8);
      assertThat(reader.last()).isEqualTo(NOT_SERVING);
    }

    /** The run goes on for ever. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void keeps_no_question_from_its_answer(int number) {
      Lab.Calls calls = new Lab.Calls();
      Health health =
          Lab.inline(time)
              .service("a", ServiceCheck.async("check", calls).ttl(Lab.PERIOD).build())
              .start();
      loseTask(number);
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      time.manual.advance(Duration.ofSeconds(5));
      assertThat(answers).singleElement().isNotEqualTo(SERVING);
    }

    /** The run never begins, so that its timeout answers nobody. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void keeps_no_question_from_its_answer_though_the_run_waits(int number) {
      Health health =
          Lab.inline(time)
              .checkExecutor(new QueueExecutor())
              .service("a", ServiceCheck.async("check", new Lab.Calls()).ttl(Lab.PERIOD).build())
              .start();
      loseTask(number);
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      time.manual.advance(Duration.ofSeconds(5));
      assertThat(answers).singleElement().isNotEqualTo(SERVING);
    }

    @Test
    void keeps_no_line_out_of_the_log() {
      try (Logs logs = Logs.capture()) {
        Health health = Lab.inline(time).service("a").start();
        loseTask(1); // it was to write what waits in the next second
        for (int i = 0; i < TransitionLog.LINES; i++) {
          health.set("a", i % 2 == 0 ? NOT_SERVING : SERVING);
        }
        time.manual.advance(Duration.ofSeconds(5));
        health.set("a", NOT_SERVING);
        time.manual.advance(Duration.ofSeconds(5));
        assertThat(logs.texts())
            .filteredOn(line -> line.startsWith("'a' "))
            .last()
            .asString()
            .contains("-> NOT_SERVING");
      }
    }
  }

  @Nested
  class A_timer_without_handles {

    @Test
    void is_used_like_any_other() {
      HookedTime time = new HookedTime();
      time.hasHandles = false;
      Lab.Script script = new Lab.Script("P");
      Lab.Calls calls = new Lab.Calls();
      try (Logs logs = Logs.capture()) {
        Health health =
            Lab.inline(time)
                .service("a", Lab.every10s("check", script).build())
                .service("b", ServiceCheck.async("other", calls).ttl(Lab.PERIOD).build())
                .start();
        health.check("b", answer -> {}).cancel();
        calls.last().complete(CheckResult.passing());
        time.manual.advance(Lab.PERIOD);
        health.drain(Lab.PERIOD);
        health.resume();
        health.removeService("a");
        health.addService("a", Lab.every10s("check", script).build());
        time.manual.advance(Lab.PERIOD);
        assertThat(script.runs).isEqualTo(4);
        health.close();
        time.manual.advance(Duration.ofMinutes(5));
        assertThat(script.runs).isEqualTo(4);
        assertThat(logs.lines()).extracting(Logs.Line::thrown).containsOnlyNulls();
        assertThat(time.manual.pending()).as("no task schedules another one").isZero();
      }
    }
  }

  private static void runAsAPoolDoes(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // It ends a thread of the pool, and whoever handed the task in hears nothing.
    }
  }
}
