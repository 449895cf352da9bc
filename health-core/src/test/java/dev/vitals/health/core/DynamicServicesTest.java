package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static dev.vitals.health.core.Lab.PERIOD;
import static dev.vitals.health.core.Lab.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Lab.Calls;
import dev.vitals.health.core.Lab.Calls.Call;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DynamicServicesTest {

  private final ManualTime time = new ManualTime();
  private final Calls calls = new Calls();
  private final ServiceCheck check = Lab.every10s("check", calls).build();
  private final ServiceStatus status = ServiceStatus.create("status");
  private final Health health = Lab.inline(time).service("stays").start();

  @Nested
  class Adding_a_service {

    /** Each look at a check on demand reads the clock. */
    @Test
    void looks_at_no_other_check_though_somebody_watches_the_server_as_a_whole() {
      HookedTime counting = new HookedTime();
      Health many = Lab.inline(counting).start();
      Reader reader = Reader.of(many, "");
      for (int i = 0; i < 1000; i++) {
        many.addService("service " + i, onDemand(i));
      }
      int[] looks = new int[1];
      counting.beforeNanos = () -> looks[0]++;
      many.addService("one more", onDemand(1000));
      assertThat(looks[0]).isLessThan(200);
      assertThat(many.status("one more")).as("it runs, since it is watched").isEqualTo(SERVING);
      assertThat(reader.last()).isEqualTo(SERVING);
    }

    private static ServiceCheck onDemand(int number) {
      return ServiceCheck.blocking("check " + number, new Lab.Script("P")).ttl(PERIOD).build();
    }
  }

  @Nested
  class A_service_that_is_added {

    @Test
    void is_known_at_once_and_its_watchers_are_told() {
      Reader reader = Reader.of(health, "a");
      health.addService("a");
      assertThat(reader.seen).containsExactly(SERVICE_UNKNOWN, SERVING);
      assertThat(health.statuses()).containsKeys("", "a", "stays");
    }

    @Test
    void has_its_checks_started() {
      health.addService("a", check);
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      assertThat(health.status("")).isEqualTo(UNKNOWN);
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(SERVING);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void shows_at_once_what_its_shared_checks_know_and_does_not_run_them_again() {
      health.addService("a", check);
      calls.last().complete(CheckResult.failing("broken"));
      Reader reader = Reader.of(health, "b");
      health.addService("b", check);
      assertThat(reader.seen).containsExactly(SERVICE_UNKNOWN, NOT_SERVING);
      assertThat(calls.runs()).isEqualTo(1);
    }

    @Test
    void shows_at_once_what_its_statuses_are_set_to() {
      status.set(CheckResult.passing());
      health.addService("a", status);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void is_refused_if_it_is_known_and_nothing_changes() {
      health.addService("a", status);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addService("a", check))
          .withMessage(
              "service: 'a' (expected: a name that is not yet known; to change its checks, call"
                  + " replaceChecks)");
      assertThat(calls.runs()).isZero();
    }

    @Test
    void is_refused_with_another_check_of_a_known_name_and_nothing_changes() {
      health.addService("a", status);
      ServiceStatus other = ServiceStatus.create("status");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addService("b", check, other))
          .withMessage(
              "check: 'status' (expected: one check of that name; to share it, give the same"
                  + " object again)");
      assertThat(health.status("b")).isEqualTo(SERVICE_UNKNOWN);
      assertThat(calls.runs()).isZero();
    }
  }

  @Nested
  class A_service_that_is_removed {

    @Test
    void is_unknown_at_once_and_its_watchers_are_told() {
      health.addService("a");
      Reader reader = Reader.of(health, "a");
      assertThat(health.removeService("a")).isTrue();
      assertThat(reader.seen).containsExactly(SERVING, SERVICE_UNKNOWN);
      assertThat(health.status("a")).isEqualTo(SERVICE_UNKNOWN);
      assertThat(health.report("a")).isEmpty();
      assertThat(health.statuses()).doesNotContainKey("a");
      assertThat(health.removeService("a")).isFalse();
    }

    @Test
    void stops_the_checks_that_no_other_service_lists() {
      health.addService("a", check);
      Call call = calls.last();
      health.removeService("a");
      assertThat(call.cancelled).isTrue();
      assertThat(call.context.isCancelled()).isTrue();
      time.advance(PERIOD.multipliedBy(100));
      assertThat(calls.runs()).isEqualTo(1);
      assertThat(time.pending()).isZero();
    }

    @Test
    void leaves_a_shared_check_running() {
      health.addService("a", check);
      health.addService("b", check);
      health.removeService("a");
      calls.last().complete(CheckResult.passing());
      assertThat(health.status("b")).isEqualTo(SERVING);
      time.advance(PERIOD);
      assertThat(calls.runs()).isEqualTo(2);
    }

    @Test
    void no_longer_counts_for_the_overall_status() {
      status.set(CheckResult.failing("lost"));
      health.addService("a", status);
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
      health.removeService("a");
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void is_not_heard_of_again_when_its_status_is_set() {
      health.addService("a", status);
      health.removeService("a");
      Reader reader = Reader.of(health, "a");
      status.set(CheckResult.passing());
      assertThat(reader.seen).containsExactly(SERVICE_UNKNOWN);
      assertThat(health.status("")).isEqualTo(SERVING);
    }

    @Test
    void can_not_be_the_overall_one() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.removeService(""))
          .withMessage("service: '' (expected: a name; the overall status stays known)");
    }

    @Test
    void stays_unknown_though_somebody_asked_just_before_with_a_result_that_grew_stale() {
      Interrupting hooked = new Interrupting(time);
      Health racing = Lab.inline(hooked).service("a", check).start();
      calls.last().complete(CheckResult.passing());
      Reader listening = Reader.of(racing, "a");
      hooked.timersDead = true;
      time.advance(Duration.ofDays(1));
      hooked.before = () -> racing.removeService("a");
      assertThat(racing.status("a")).isEqualTo(SERVICE_UNKNOWN);
      assertThat(listening.last()).isEqualTo(SERVICE_UNKNOWN);
    }
  }

  @Nested
  class A_service_that_is_removed_and_added_again {

    @Test
    void does_not_show_the_results_from_before() {
      health.addService("a", check);
      calls.last().complete(CheckResult.passing());
      health.removeService("a");
      health.addService("a", check);
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      assertThat(calls.runs()).isEqualTo(2);
      assertThat(health.report("a").orElseThrow().history()).hasSize(1);
    }

    @Test
    void is_not_touched_by_a_run_from_before_that_ends_late() {
      health.addService("a", check);
      Call old = calls.last();
      health.removeService("a");
      health.addService("a", check);
      old.complete(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      time.advance(TIMEOUT);
      assertThat(health.status("a")).as("its own run timed out").isEqualTo(NOT_SERVING);
    }

    @Test
    void is_not_touched_by_a_run_from_before_that_times_out() {
      health.addService("a", check);
      time.advance(Duration.ofMillis(500));
      health.removeService("a");
      health.addService("a", check);
      time.advance(Duration.ofMillis(600));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
    }

    @Test
    void is_not_touched_by_an_override_from_before() {
      health.addService("a");
      ServiceOverride override = health.override("a", NOT_SERVING, "repair");
      health.removeService("a");
      health.addService("a");
      assertThat(health.status("a")).isEqualTo(SERVING);
      override.close();
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void is_followed_by_one_watch_all_the_way() {
      Reader reader = Reader.of(health, "a");
      for (int i = 0; i < 3; i++) {
        health.addService("a");
        health.removeService("a");
      }
      assertThat(reader.seen)
          .containsExactly(
              SERVICE_UNKNOWN,
              SERVING,
              SERVICE_UNKNOWN,
              SERVING,
              SERVICE_UNKNOWN,
              SERVING,
              SERVICE_UNKNOWN);
    }

    @Test
    void leaves_nothing_behind_however_often() {
      for (int i = 0; i < 1000; i++) {
        health.addService("a" + i, check, status);
        Reader.of(health, "a" + i).close();
        health.removeService("a" + i);
        calls.last().complete(CheckResult.passing());
      }
      assertThat(health.statuses()).containsOnlyKeys("", "stays");
      time.advance(PERIOD.multipliedBy(10)); // the log has caught up by then
      assertThat(time.pending()).isZero();
      assertThat(health.status("")).isEqualTo(ServingStatus.SERVING);
    }
  }

  /** Lets something happen at the moment at which somebody is about to read the clock. */
  private static final class Interrupting implements HealthTime {
    private final ManualTime time;
    boolean timersDead;
    Runnable before;

    Interrupting(ManualTime time) {
      this.time = time;
    }

    @Override
    public long nanos() {
      Runnable once = before;
      before = null;
      if (once != null) {
        once.run();
      }
      return time.nanos();
    }

    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public Task schedule(Runnable task, Duration delay) {
      return time.schedule(
          () -> {
            if (!timersDead) {
              task.run();
            }
          },
          delay);
    }
  }
}
