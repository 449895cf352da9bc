package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that are over soon must leave nothing broken. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecoveryTest {

  private final HookedTime time = new HookedTime();

  private static final class Failing implements Runnable {
    private final int at;
    private int calls;
    private boolean over;

    Failing(int at) {
      this.at = at;
    }

    @Override
    public void run() {
      if (!over && ++calls >= at) {
        throw new OutOfMemoryError("for a while");
      }
    }
  }

  @Nested
  class Memory_that_is_out_for_a_while {

    /** At the first call of a clock or timer, at the second, and so on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144})
    void leaves_every_check_running(int at) {
      leavesEveryCheckRunning(at, Duration.ofSeconds(5), Runnable::run);
    }

    /** Whoever hands a task to a pool does not hear of an Error. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
    void leaves_every_check_running_on_a_pool(int at) {
      leavesEveryCheckRunning(
          at,
          Lab.PERIOD.minusMillis(1), // the second runs come next
          task -> {
            try {
              task.run();
            } catch (OutOfMemoryError e) {
              // It ends a thread of the pool.
            }
          });
    }

    private void leavesEveryCheckRunning(int at, Duration after, Executor checker) {
      List<Lab.Script> scripts = new ArrayList<>();
      HealthBuilder builder = Lab.inline(time).checkExecutor(checker);
      for (int i = 0; i < 20; i++) {
        Lab.Script script = new Lab.Script("P");
        scripts.add(script);
        builder.service("service " + i, Lab.every10s("check " + i, script).build());
      }
      Health health = builder.start();
      time.manual.advance(after);
      Failing failing = new Failing(at);
      time.beforeNanos = failing;
      time.beforeNow = failing;
      time.beforeSchedule = failing;
      for (int i = 0; i < 200; i++) {
        advanceThroughErrors(Duration.ofMillis(100));
      }
      failing.over = true;
      health.status(""); // somebody asks, as probers do
      time.manual.advance(Duration.ofMinutes(2));
      scripts.forEach(script -> script.runs = 0);
      time.manual.advance(Duration.ofMinutes(1));
      assertThat(scripts).allMatch(script -> script.runs >= 5);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    /** At the first look at the clock, at the second, and so on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void while_watchers_are_notified_keeps_none_on_the_status_that_was(int at) {
      QueueExecutor notifier = new QueueExecutor();
      Health health =
          Lab.inline(time)
              .notifyExecutor(notifier)
              .service("a")
              .service("b", Lab.every10s("check", new Lab.Script("P")).build())
              .start();
      notifier.runAll();
      Reader reader = Reader.of(health, "a");
      health.set("a", NOT_SERVING);
      Failing failing = new Failing(at);
      time.beforeNanos = failing;
      for (Runnable task = notifier.tasks.poll(); task != null; task = notifier.tasks.poll()) {
        try {
          task.run();
        } catch (OutOfMemoryError e) {
          // It ends a thread of the notifier.
        }
      }
      failing.over = true;
      time.manual.advance(Duration.ofSeconds(2));
      notifier.runAll();
      assertThat(reader.last()).isEqualTo(NOT_SERVING);
    }

    @Test
    void while_a_stage_completes_leaves_its_check_running() {
      Lab.Calls calls = new Lab.Calls();
      Health health = Lab.inline(time).service("a", Lab.every10s("check", calls).build()).start();
      Failing failing = new Failing(1);
      time.beforeNanos = failing;
      calls.last().complete(CheckResult.passing()); // a future keeps what its callbacks throw
      failing.over = true;
      time.manual.advance(Duration.ofSeconds(1));
      assertThat(calls.runs()).isEqualTo(2);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    private void advanceThroughErrors(Duration duration) {
      try {
        time.manual.advance(duration);
      } catch (OutOfMemoryError e) {
        // A timer's thread would go on to the next task.
      }
    }

    @Test
    void does_not_freeze_a_status_that_is_set() {
      ServiceStatus status = ServiceStatus.create("db");
      Health health = Lab.inline(time).service("a", status).start();
      status.set(CheckResult.passing());
      Reader reader = Reader.of(health, "a");
      for (int at = 1; at < 12; at++) {
        Failing failing = new Failing(at);
        time.beforeNow = failing;
        time.beforeNanos = failing;
        try {
          status.set(CheckResult.failing("lost"));
        } catch (OutOfMemoryError e) {
          // The caller hears of it.
        }
        failing.over = true;
        status.set(CheckResult.failing("lost"));
        assertThat(health.status("a")).as("at %d", at).isEqualTo(NOT_SERVING);
        assertThat(reader.last()).isEqualTo(NOT_SERVING);
        status.set(CheckResult.passing());
        assertThat(health.status("a")).isEqualTo(SERVING);
        assertThat(reader.last()).isEqualTo(SERVING);
      }
    }
  }

  @Nested
  class A_stack_that_has_overflowed {

    @Test
    void does_not_keep_later_changes_from_watchers() {
      ServiceStatus status = ServiceStatus.create("db");
      Health health = Lab.inline(new ManualTime()).service("a", status).start();
      ServingStatus[] last = new ServingStatus[1]; // a list could lose what was polled for it
      health.watch(
          "a",
          watch -> {
            ServingStatus polled = watch.poll();
            last[0] = polled == null ? last[0] : polled;
          });
      for (int i = 0;
          i < 100;
          i++) { // a class that is loaded as the stack overflows is lost for good
        status.set(i % 2 == 0 ? CheckResult.passing() : CheckResult.failing("first"));
      }
      for (int i = 0; i < 60; i++) {
        try {
          overflow(status, i);
        } catch (StackOverflowError e) {
          // Over by now.
        }
        status.set(CheckResult.failing("lost"));
        status.set(CheckResult.passing()); // two: the reader may have lost the one it had polled
        assertThat(last[0]).isEqualTo(SERVING);
        status.set(CheckResult.failing("lost"));
        assertThat(last[0]).isEqualTo(NOT_SERVING);
        assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      }
    }

    private void overflow(ServiceStatus status, int depth) {
      status.set(depth % 2 == 0 ? CheckResult.passing() : CheckResult.failing("deep"));
      overflow(status, depth + 1);
    }
  }

  @Nested
  class A_throwable_that_throws {

    @Test
    void fails_its_check_which_goes_on() {
      int[] runs = new int[1];
      ServiceCheck check =
          Lab.every10s(
                  "check",
                  (ServiceCheck.Blocking)
                      context -> {
                        runs[0]++;
                        throw new IllegalStateException() {
                          @Override
                          public String getMessage() {
                            throw new UnsupportedOperationException("no message");
                          }
                        };
                      })
              .build();
      Health health = Lab.inline(time).service("a", check).start();
      time.manual.advance(Lab.PERIOD.multipliedBy(3));
      assertThat(runs[0]).isEqualTo(4);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }

    @Test
    void when_it_is_asked_for_its_cause_fails_its_check_which_goes_on() {
      Lab.Calls calls = new Lab.Calls();
      Health health = Lab.inline(time).service("a", Lab.every10s("check", calls).build()).start();
      calls.last().completeExceptionally(new NoCause());
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      time.manual.advance(Lab.PERIOD);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void when_it_is_asked_for_its_cause_is_logged_without_one() {
      CompletionException thrown = new NoCause();
      try (Logs logs = Logs.capture()) {
        Health health = Lab.inline(time).service("a").start();
        health.watch(
            "a",
            watch -> {
              throw thrown;
            });
        health.set("a", NOT_SERVING);
        assertThat(logs.lines())
            .extracting(Logs.Line::thrown)
            .filteredOn(logged -> logged != null)
            .singleElement()
            .satisfies(logged -> assertThat(logged.getCause()).isNull())
            .hasToString("NoCause: lost");
      }
    }

    private static final class NoCause extends CompletionException {
      private static final long serialVersionUID = 1L;

      NoCause() {
        super("lost");
      }

      @Override
      public synchronized Throwable getCause() {
        throw new UnsupportedOperationException("no cause");
      }
    }

    @Test
    void may_be_a_ring_of_wrappers() {
      CompletionException[] ring = new CompletionException[2];
      for (int i = 0; i < 2; i++) {
        int next = 1 - i;
        ring[i] =
            new CompletionException("wrapper " + i, null) {
              @Override
              public synchronized Throwable getCause() {
                return ring[next];
              }
            };
      }
      Lab.Calls calls = new Lab.Calls();
      Health health = Lab.inline(time).service("a", Lab.every10s("check", calls).build()).start();
      calls.last().completeExceptionally(ring[0]);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      time.manual.advance(Lab.PERIOD);
      assertThat(calls.runs()).isEqualTo(2);
    }
  }

  @Nested
  class A_source_of_randomness_that_throws {

    @Test
    void does_not_keep_a_check_from_running() {
      Lab.Script script = new Lab.Script("P");
      Lab.inline(time)
          .random(
              () -> {
                throw new IllegalStateException("no entropy");
              })
          .service("a", ServiceCheck.blocking("check", script).period(Lab.PERIOD).build())
          .start();
      time.manual.advance(Lab.PERIOD.multipliedBy(10));
      assertThat(script.runs).isGreaterThanOrEqualTo(10);
    }
  }

  @Nested
  class A_timer_that_refuses_again_and_again {

    @Test
    void is_used_as_soon_as_it_works() {
      Lab.Script script = new Lab.Script("P");
      Lab.inline(time).service("a", Lab.every10s("check", script).build()).start();
      for (int failures = 1; failures < 6; failures++) {
        int[] left = {failures};
        time.beforeSchedule =
            () -> {
              if (left[0]-- > 0) {
                throw new IllegalStateException("saturated");
              }
            };
        int before = script.runs;
        time.manual.advance(Lab.PERIOD.multipliedBy(4));
        assertThat(script.runs - before).as("after %d", failures).isPositive();
      }
    }
  }
}
