package dev.vitals.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchedulingLagTest {
  private static final Duration ASKED = Duration.ofMillis(10);

  private final Queue<Runnable> threads = new ArrayDeque<>(); // none of which ever runs
  private final SchedulingLag lag = new SchedulingLag(threads::add);

  private void slept(long millis) {
    lag.slept(ASKED, Duration.ofMillis(millis));
  }

  private void repeat(int times, long millis) {
    for (int i = 0; i < times; i++) {
      slept(millis);
    }
  }

  private MachineLoad after(long... millis) {
    try (SchedulingLag.Window window = lag.open()) {
      for (long each : millis) {
        slept(each);
      }
      return window.load();
    }
  }

  @Nested
  class A_window {
    @Test
    void adds_up_what_a_thread_slept_beyond_what_it_asked_for() {
      MachineLoad load = after(10, 30, 40);
      assertThat(load.waited()).isEqualTo(Duration.ofMillis(50));
      assertThat(load.longest()).isEqualTo(Duration.ofMillis(30));
      assertThat(load.share()).isCloseTo(50 / 80.0, within(1e-9));
    }

    @Test
    void takes_a_thread_that_woke_too_early_for_one_that_did_not_wait() {
      assertThat(after(9, 9).waited()).isZero();
    }

    @Test
    void knows_nothing_of_what_was_before_it_or_comes_after_it() {
      slept(500);
      SchedulingLag.Window closed = lag.open();
      slept(10);
      closed.close();
      slept(500);
      assertThat(closed.load()).isEqualTo(new MachineLoad(ASKED, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void shares_one_thread_with_the_others() {
      try (SchedulingLag.Window one = lag.open();
          SchedulingLag.Window two = lag.open()) {
        slept(20);
        assertThat(one.load()).isEqualTo(two.load());
      }
      assertThat(threads).hasSize(1);
    }

    @Test
    void that_is_opened_after_the_thread_has_ended_gets_another() {
      after(10);
      threads.remove().run(); // finds no window, and ends
      after(10);
      assertThat(threads).hasSize(1);
    }
  }

  @Nested
  class A_machine {
    @Test
    void is_busy_when_threads_wait_for_a_quarter_of_the_time_or_for_long_at_once() {
      assertThat(after(11, 11, 12).isBusy()).isFalse();
      assertThat(after(14, 14, 14).isBusy()).isTrue();
      long[] oneLongWait = new long[400];
      java.util.Arrays.fill(oneLongWait, 10);
      oneLongWait[7] = 600;
      assertThat(after(oneLongWait).isBusy()).isTrue();
      assertThat(after(oneLongWait).isOverwhelmed()).isFalse();
    }

    @Test
    void is_overwhelmed_when_what_takes_one_second_takes_five() {
      assertThat(after(30, 40).isOverwhelmed()).isFalse();
      assertThat(after(50, 60).isOverwhelmed()).isTrue();
    }

    @Test
    void is_as_busy_as_in_its_busiest_ten_seconds() {
      try (SchedulingLag.Window window = lag.open()) {
        repeat(6_000, 10); // a minute of rest
        repeat(500, 20); // ten seconds in which threads wait for half of the time
        assertThat(window.load().isBusy()).isFalse();
        assertThat(window.worst().isBusy()).isTrue();
        assertThat(window.worst().share()).isCloseTo(0.5, within(0.001));
        repeat(6_000, 10);
        assertThat(window.worst().share()).isCloseTo(0.5, within(0.001));
        assertThat(window.worst().observed()).isEqualTo(Duration.ofSeconds(10));
      }
    }

    @Test
    void is_as_busy_as_all_the_time_where_that_is_less() {
      try (SchedulingLag.Window window = lag.open()) {
        repeat(10, 30);
        repeat(10, 10);
        assertThat(window.worst()).isEqualTo(window.load());
      }
    }

    @Test
    void that_nobody_looked_at_is_not_busy() {
      assertThat(MachineLoad.NONE.isBusy()).isFalse();
    }
  }
}
