package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.HealthListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ServiceStatusTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus status = ServiceStatus.create("cache");

  @Nested
  class A_status {

    @Test
    void is_unknown_until_it_is_set() {
      assertThat(status.get()).isEqualTo(CheckResult.unknown("not set yet"));
      assertThat(status.name()).isEqualTo("cache");
    }

    @Test
    void counts_at_once_and_at_every_set() {
      Health health = Lab.inline(time).service("a", status).start();
      Reader reader = Reader.of(health, "a");
      status.set(CheckResult.passing());
      status.set(CheckResult.failing("lost"));
      status.set(CheckResult.unknown("reconnecting"));
      status.set(CheckResult.passing());
      assertThat(reader.seen).containsExactly(UNKNOWN, SERVING, NOT_SERVING, UNKNOWN, SERVING);
    }

    @Test
    void tells_nobody_of_a_set_that_changes_nothing() {
      Health health = Lab.inline(time).service("a", status).start();
      status.set(CheckResult.passing());
      Reader reader = Reader.of(health, "a");
      for (int i = 0; i < 100; i++) {
        status.set(CheckResult.passing());
      }
      assertThat(reader.signals).isZero();
      assertThat(health.report("a").orElseThrow().checks().get(0).streak()).isEqualTo(101);
      assertThat(health.report("a").orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void that_is_set_to_unknown_first_says_why() {
      Health health = Lab.inline(time).service("a", status).start();
      status.set(CheckResult.unknown("connecting"));
      var check = health.report("a").orElseThrow().checks().get(0);
      assertThat(check.last().reason()).isEqualTo("connecting");
      assertThat(check.at()).isEqualTo(time.now());
    }

    @Test
    void that_was_set_before_the_start_is_told_to_listeners_as_critical() {
      List<CheckReport> told = new ArrayList<>();
      HealthListener listener =
          new HealthListener() {
            @Override
            public void checkRan(CheckReport check) {
              told.add(check);
            }
          };
      ServiceStatus early = ServiceStatus.create("early");
      early.set(CheckResult.passing());
      Health health =
          Lab.inline(new ManualTime()).listener(listener).service("a", early).service("c").start();
      health.addService("b", early);
      health.set("c", SERVING);
      health.set("d", SERVING);
      assertThat(told).extracting(CheckReport::critical).containsExactly(true, true, true);
      assertThat(health.report("a").orElseThrow().history()).hasSize(1);
    }

    @Test
    void is_kept_by_itself_whether_or_not_a_service_lists_it() {
      status.set(CheckResult.failing("lost"));
      assertThat(status.get()).isEqualTo(CheckResult.failing("lost"));
      Health health = Lab.inline(time).service("a", status).start();
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }
  }

  @Nested
  class A_status_that_two_healths_share {

    private final Health first = Lab.inline(time).service("a", status).start();
    private final Health second = Lab.inline(time).service("b", status).start();

    @Test
    void decides_in_both() {
      status.set(CheckResult.failing("lost"));
      assertThat(first.status("a")).isEqualTo(NOT_SERVING);
      assertThat(second.status("b")).isEqualTo(NOT_SERVING);
    }

    @Test
    void goes_on_in_one_when_the_other_closes_or_lets_it_go() {
      first.close();
      status.set(CheckResult.passing());
      assertThat(first.status("a")).isEqualTo(NOT_SERVING);
      assertThat(second.status("b")).isEqualTo(SERVING);
      second.removeService("b");
      status.set(CheckResult.failing("lost"));
      assertThat(second.status("")).isEqualTo(SERVING);
    }

    @Test
    void reaches_the_second_though_a_watcher_of_the_first_throws() {
      Reader reader = Reader.of(second, "b");
      first.watch(
          "a",
          watch -> {
            throw new AssertionError("watcher");
          });
      status.set(CheckResult.passing());
      assertThat(reader.seen).containsExactly(UNKNOWN, SERVING);
    }
  }

  @Nested
  class Sets_on_many_threads {

    @Test
    void leave_every_health_at_what_the_status_says() {
      Health first = Lab.inline(time).service("a", status).start();
      Health second = Lab.inline(time).service("b", status).start();
      for (int round = 0; round < 50; round++) {
        List<Thread> threads = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
          Thread thread =
              new Thread(
                  () -> {
                    for (int i = 0; i < 50; i++) {
                      status.set(Lab.result(outcome));
                    }
                  });
          threads.add(thread);
          thread.start();
        }
        threads.forEach(Lab::join);
        assertThat(first.status("a")).isEqualTo(Lab.status(status.get().outcome()));
        assertThat(second.status("b")).isEqualTo(Lab.status(status.get().outcome()));
      }
    }
  }

  @Nested
  class Refused_is {

    @Test
    void an_empty_an_over_long_and_a_null_name() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ServiceStatus.create(""))
          .withMessage("check: '' (expected: a name, for reports and log lines)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ServiceStatus.create("x".repeat(257)))
          .withMessageEndingWith("(expected: at most 256 bytes of UTF-8; it has 257)");
      assertThatNullPointerException()
          .isThrownBy(() -> ServiceStatus.create(null))
          .withMessage("check");
    }

    @Test
    void a_null_result_and_the_status_stays() {
      status.set(CheckResult.passing());
      assertThatNullPointerException().isThrownBy(() -> status.set(null)).withMessage("result");
      assertThat(status.get()).isEqualTo(CheckResult.passing());
    }
  }
}
