package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A process that is stopped for a while, as by SIGSTOP: its clocks go on, and its timers fire late.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PauseTest {

  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final HookedTime time = new HookedTime();
  private int starts;

  private ServiceCheck check(String name) {
    return ServiceCheck.blocking(
            name,
            context -> {
              starts++;
              return CheckResult.passing();
            })
        .period(Duration.ofSeconds(1))
        .timeout(Duration.ofMillis(300))
        .build();
  }

  /** The clock goes on and nothing runs; then timers fire as time goes on. */
  private void pause() {
    time.skew += PAUSE.toNanos();
  }

  /** A run that takes a fifth of a second. */
  private CompletableFuture<CheckResult> endingLater() {
    CompletableFuture<CheckResult> run = new CompletableFuture<>();
    time.manual.schedule(() -> run.complete(CheckResult.passing()), Duration.ofMillis(200));
    return run;
  }

  @Nested
  class A_pause_of_the_process {

    @Test
    void makes_no_result_stale() {
      ServiceCheck slow =
          ServiceCheck.async("slow", context -> endingLater())
              .period(Duration.ofSeconds(1))
              .timeout(Duration.ofMillis(300))
              .build();
      Health health = Lab.inline(time).service("a", slow).start();
      time.manual.advance(Duration.ofSeconds(10));
      Reader reader = Reader.of(health, "a");
      for (int i = 0; i < 5; i++) {
        pause();
        assertThat(health.status("a")).as("asked before any timer fires").isEqualTo(SERVING);
        assertThat(health.statuses()).containsEntry("a", SERVING);
        for (int step = 0; step < 60; step++) {
          time.manual.advance(Duration.ofMillis(50));
          assertThat(health.status("a")).isEqualTo(SERVING);
        }
      }
      assertThat(reader.seen).containsExactly(SERVING);
    }

    @Test
    void of_more_than_a_minute_is_none_since_a_result_would_show_that_is_too_old() {
      Health health = Lab.inline(time).service("a", check("check")).start();
      time.manual.advance(Duration.ofSeconds(10));
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.skew += Duration.ofHours(1).toNanos();
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      time.manual.advance(Duration.ofSeconds(3));
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void of_a_whole_minute_makes_no_result_stale() {
      Health health =
          Lab.inline(time).service("a", Lab.every10s("check", new Lab.Script("P")).build()).start();
      time.manual.advance(Duration.ofMillis(10_400)); // the last beat was 0.4 s ago
      time.skew += Duration.ofMinutes(1).toNanos();
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.manual.advance(Duration.ofSeconds(1));
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void of_more_than_a_minute_does_not_start_all_checks_at_once() {
      HealthBuilder builder = Lab.inline(time);
      for (int i = 0; i < 200; i++) {
        builder.service("service " + i, check("check " + i));
      }
      Health health = builder.start();
      time.manual.advance(Duration.ofSeconds(10));
      starts = 0;
      time.pause(Duration.ofMinutes(2));
      assertThat(starts).as("starts at once").isLessThanOrEqualTo(41);
      for (int i = 0; i < 10; i++) {
        int before = starts;
        time.manual.advance(Duration.ofMillis(100));
        assertThat(starts - before).as("in the next tenth of a second").isLessThanOrEqualTo(82);
      }
      assertThat(starts).isGreaterThanOrEqualTo(200);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void does_not_bring_checks_into_step() {
      HealthBuilder builder = Lab.inline(time);
      for (int i = 0; i < 200; i++) {
        builder.service("service " + i, check("check " + i));
      }
      java.util.Random random = new java.util.Random(1);
      Health health = builder.random(random::nextDouble).start();
      time.manual.advance(Duration.ofSeconds(10));
      pause();
      int most = 0;
      for (int i = 0; i < 20; i++) {
        int before = starts;
        time.manual.advance(Duration.ofMillis(100));
        most = Math.max(most, starts - before);
      }
      assertThat(most).as("starts in a tenth of a second; the mean is 20").isLessThanOrEqualTo(40);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void times_no_run_out() {
      Lab.Calls calls = new Lab.Calls();
      Health health = Lab.inline(time).service("a", Lab.every10s("check", calls).build()).start();
      calls.last().complete(CheckResult.passing());
      time.manual.advance(Lab.PERIOD);
      assertThat(calls.runs()).isEqualTo(2);
      pause();
      time.manual.advance(Duration.ofMillis(900));
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.manual.advance(Duration.ofMillis(2000));
      assertThat(health.status("a"))
          .as("it has not ended for a second of running")
          .isEqualTo(NOT_SERVING);
    }
  }

  @Nested
  class A_pause_while_only_checks_on_demand_run {

    @Test
    void times_no_run_of_a_watched_check_out() {
      Lab.Calls calls = new Lab.Calls();
      ServiceCheck check =
          ServiceCheck.async("check", calls).ttl(Lab.PERIOD).timeout(Duration.ofSeconds(5)).build();
      Health health = Lab.inline(time).service("a", check).start();
      Reader reader = Reader.of(health, "a");
      time.manual.advance(Duration.ofSeconds(1));
      time.pause(PAUSE);
      calls.last().complete(CheckResult.passing());
      assertThat(reader.seen).containsExactly(UNKNOWN, SERVING);
    }
  }

  @Nested
  class Timers_that_have_died {

    @Test
    void are_told_from_a_pause_within_a_second() {
      Health health = Lab.inline(time).service("a", check("check")).start();
      time.manual.advance(Duration.ofSeconds(10));
      pause(); // and no timer fires any more
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.skew += Duration.ofMillis(1001).toNanos();
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
    }
  }

  @Nested
  class Many_checks {

    @Test
    void start_a_few_at_a_time() {
      List<Instant> first = new ArrayList<>();
      HealthBuilder builder = Lab.inline(time);
      for (int i = 0; i < 400; i++) {
        builder.service(
            "service " + i,
            Lab.every10s(
                    "check " + i,
                    (ServiceCheck.Blocking)
                        context -> {
                          first.add(time.now());
                          return CheckResult.passing();
                        })
                .build());
      }
      Health health = builder.start();
      assertThat(first).hasSize(StartPacer.AT_LEAST);
      time.manual.advance(Duration.ofMillis(100));
      assertThat(first).hasSize(StartPacer.AT_LEAST);
      time.manual.advance(Duration.ofSeconds(1));
      assertThat(first).hasSize(400);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void that_come_and_go_do_not_hold_up_one_that_stays() {
      Health health = Lab.inline(time).start();
      for (int i = 0; i < 1000; i++) {
        health.addService("a", check("check"));
        health.removeService("a");
      }
      starts = 0;
      health.addService("a", check("check"));
      time.manual.advance(Duration.ofMillis(110));
      assertThat(starts).isOne();
    }

    @Test
    void take_the_places_of_those_that_went_and_start_no_more_at_a_time() {
      Health health = Lab.inline(time).start();
      for (int i = 0; i < 200; i++) {
        health.addService("service " + i, Lab.every10s("check " + i, counting()).build());
      }
      for (int i = StartPacer.AT_LEAST; i < 2 * StartPacer.AT_LEAST; i++) {
        health.removeService("service " + i); // those that start next
        health.addService("service " + i, Lab.every10s("check " + i, counting()).build());
      }
      for (int i = 1; i <= 5; i++) {
        assertThat(starts).isEqualTo(i * StartPacer.AT_LEAST);
        time.manual.advance(Duration.ofMillis(101));
      }
    }

    private ServiceCheck.Blocking counting() {
      return context -> {
        starts++;
        return CheckResult.passing();
      };
    }
  }
}
