package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

  private static void runAsAPoolDoes(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // It ends a thread of the pool, and whoever handed the task in hears nothing.
    }
  }
}
