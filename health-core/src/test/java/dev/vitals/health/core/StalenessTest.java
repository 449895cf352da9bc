package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.core.Lab.Calls;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StalenessTest {

  private static final Duration STALE = ofSeconds(20);

  private final ManualTime time = new ManualTime();
  private final QueueExecutor checker = new QueueExecutor();
  private final Calls calls = new Calls();

  private ServiceCheck check(String name) {
    return Lab.every10s(name, calls).staleAfter(STALE).build();
  }

  private Health start(HealthTime by) {
    return Lab.inline(by).checkExecutor(checker).service("a", check("check")).start();
  }

  private void pass() {
    checker.runNext();
    calls.last().complete(CheckResult.passing());
  }

  /**
   * Its timer never fires: a service that is asked has to see by itself how old its results are.
   */
  @Nested
  class A_heartbeat_that_is_due_for_the_first_time {

    private final HookedTime hooked = new HookedTime();
    private final Health health = start(hooked);
    private final Thread reader = new Thread(() -> health.status("a"));

    @Test
    void is_trusted_for_a_second_so_that_a_status_needs_no_lock() {
      pass();
      hooked.skew = Duration.ofMillis(999).toNanos();
      synchronized (LockHolder.kernel(health).lock) {
        reader.start();
        Lab.join(reader, Duration.ofSeconds(10));
      }
    }

    @Test
    void is_not_trusted_for_longer() {
      pass();
      hooked.skew = Duration.ofMillis(1001).toNanos();
      synchronized (LockHolder.kernel(health).lock) {
        Lab.startAndAwaitBlocked(reader);
      }
      Lab.join(reader);
    }
  }

  @Nested
  class A_result_older_than_staleAfter {

    @Test
    void reads_as_unknown_and_not_a_moment_sooner() {
      Health health = start(time);
      pass();
      time.advance(STALE);
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.advance(ofNanos(1));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
    }

    @Test
    void reads_as_unknown_even_if_every_timer_thread_died() {
      Health health = start(new NoTimers(time));
      pass();
      time.advance(STALE);
      assertThat(health.status("a")).isEqualTo(SERVING);
      time.advance(ofNanos(1));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      assertThat(health.statuses()).containsEntry("a", UNKNOWN).containsEntry("", UNKNOWN);
      assertThat(health.report("a").orElseThrow().status()).isEqualTo(UNKNOWN);
    }

    @Test
    void is_seen_by_whichever_question_comes_first() {
      Health listed = start(new NoTimers(time));
      pass();
      time.advance(STALE.plusNanos(1));
      assertThat(listed.statuses()).containsEntry("a", UNKNOWN);
      Health asked = start(new NoTimers(time));
      pass();
      time.advance(STALE.plusNanos(1));
      asked.check("a", status -> assertThat(status).isEqualTo(UNKNOWN));
      Health watched = start(new NoTimers(time));
      pass();
      time.advance(STALE.plusNanos(1));
      assertThat(Reader.of(watched, "a").seen).containsExactly(UNKNOWN);
    }

    @Test
    void is_told_to_watchers_and_listeners() {
      Health health = start(time);
      pass();
      Reader reader = Reader.of(health, "a");
      time.advance(STALE.plusNanos(1));
      assertThat(reader.seen).containsExactly(SERVING, UNKNOWN);
      assertThat(health.report("a").orElseThrow().history())
          .last()
          .satisfies(
              transition -> {
                assertThat(transition.to()).isEqualTo(UNKNOWN);
                assertThat(transition.reason()).isEqualTo("check: last result is too old");
              });
    }

    @Test
    void says_so_in_reports_and_keeps_the_result() {
      Health health = start(time);
      pass();
      time.advance(STALE.plusNanos(1));
      var report = health.report("a").orElseThrow().checks().get(0);
      assertThat(report.stale()).isTrue();
      assertThat(report.last()).isEqualTo(CheckResult.passing());
      assertThat(report.age()).isEqualTo(STALE.plusNanos(1));
      assertThat(report.describe()).contains("stale");
    }
  }

  @Nested
  class A_result_that_is_renewed_in_time {

    @Test
    void never_reads_as_unknown() {
      Health health = start(time);
      pass();
      Reader reader = Reader.of(health, "a");
      for (int i = 0; i < 50; i++) {
        time.advance(Lab.PERIOD);
        pass();
      }
      assertThat(reader.seen).containsExactly(SERVING);
      time.advance(STALE.plusNanos(1));
      assertThat(reader.seen).containsExactly(SERVING, UNKNOWN);
    }
  }

  @Nested
  class A_clock_that_ticks_within_a_report {

    @Test
    void does_not_make_it_disagree_with_itself() {
      HookedTime ticking = new HookedTime();
      Health health = start(ticking);
      pass();
      ticking.manual.advance(STALE);
      ticking.skew--;
      ticking.beforeNanos = () -> ticking.skew++;
      ServiceReport report = health.report("a").orElseThrow();
      assertThat(report.checks().get(0).stale()).isEqualTo(report.status() == UNKNOWN);
    }
  }

  @Nested
  class A_failing_result {

    @Test
    void grows_stale_as_well() {
      Health health = start(time);
      checker.runNext();
      calls.last().complete(CheckResult.failing("broken"));
      time.advance(STALE);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      time.advance(ofNanos(1));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
    }
  }

  @Nested
  class Of_two_checks {

    @Test
    void the_one_that_grows_stale_first_decides() {
      Calls slow = new Calls();
      Health health =
          Lab.inline(time)
              .checkExecutor(checker)
              .service(
                  "a",
                  check("first"),
                  Lab.every10s("second", slow).staleAfter(ofSeconds(30)).build())
              .start();
      pass();
      checker.runNext();
      time.advance(Duration.ofMillis(500));
      slow.last().complete(CheckResult.failing("broken"));
      time.advance(STALE);
      assertThat(health.status("a")).as("the first is stale").isEqualTo(NOT_SERVING);
      time.advance(ofSeconds(10).plusNanos(1));
      assertThat(health.status("a")).as("both are").isEqualTo(UNKNOWN);
    }
  }

  @Nested
  class A_status_that_is_set {

    @Test
    void never_grows_stale() {
      ServiceStatus status = ServiceStatus.create("status");
      Health health = Lab.inline(time).service("a", status).start();
      status.set(CheckResult.passing());
      time.advance(Duration.ofDays(10_000));
      assertThat(health.status("a")).isEqualTo(SERVING);
    }
  }

  @Nested
  class By_default_staleAfter {

    @Test
    void is_three_periods_and_a_timeout() {
      assertThat(Lab.every10s("check", calls).build().staleAfter).isEqualTo(ofSeconds(31));
      assertThat(ServiceCheck.async("check", calls).ttl(ofSeconds(2)).build().staleAfter)
          .isEqualTo(ofSeconds(7));
    }
  }

  /** Time that goes on while every timer thread is dead. */
  private record NoTimers(ManualTime time) implements HealthTime {
    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public Task schedule(Runnable task, Duration delay) {
      return () -> {};
    }
  }
}
