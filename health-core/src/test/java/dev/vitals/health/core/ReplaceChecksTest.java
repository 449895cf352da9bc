package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What changes about a service while it is known, and what stays with its name. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplaceChecksTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus old = ServiceStatus.create("old");
  private final ServiceStatus kept = ServiceStatus.create("kept");
  private final ServiceStatus added = ServiceStatus.create("added");
  private final Health health = Lab.inline(time).service("a", old, kept).start();

  ReplaceChecksTest() {
    old.set(CheckResult.passing());
    kept.set(CheckResult.passing());
    added.set(CheckResult.passing());
  }

  @Nested
  class Replacing_a_service_s_checks {

    @Test
    void is_one_step_to_watchers() {
      Reader reader = Reader.of(health, "a");
      Reader overall = Reader.of(health, "");
      health.replaceChecks("a", kept, added);
      assertThat(reader.seen).containsExactly(SERVING);
      assertThat(overall.seen).containsExactly(SERVING);
      added.set(CheckResult.failing("lost"));
      old.set(CheckResult.failing("of no interest"));
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING);
      assertThat(health.report("a").orElseThrow().checks())
          .extracting(CheckReport::name)
          .containsExactly("kept", "added");
    }

    @Test
    void shows_no_status_of_a_part_of_the_list() {
      Reader reader = Reader.of(health, "a");
      Lab.Calls calls = new Lab.Calls();
      health.replaceChecks("a", Lab.every10s("check", calls).build());
      health.replaceChecks("a", added, Lab.every10s("other", calls).build());
      assertThat(reader.seen).containsExactly(SERVING, UNKNOWN);
    }

    @Test
    void goes_on_with_a_check_that_stays() {
      Lab.Calls calls = new Lab.Calls();
      ServiceCheck check = Lab.every10s("check", calls).build();
      health.addService("b", check);
      calls.last().complete(CheckResult.passing());
      health.replaceChecks("b", check, kept);
      assertThat(health.status("b")).isEqualTo(SERVING);
      assertThat(calls.runs()).isOne();
    }

    @Test
    void stops_a_check_that_no_service_lists_any_more() {
      Lab.Calls calls = new Lab.Calls();
      health.addService("b", Lab.every10s("check", calls).build());
      health.replaceChecks("b", kept);
      assertThat(calls.last().context.isCancelled()).isTrue();
      time.advance(Lab.PERIOD.multipliedBy(3));
      assertThat(calls.runs()).isOne();
    }

    @Test
    void gives_a_check_other_settings_under_its_name() {
      Lab.Calls slow = new Lab.Calls();
      Lab.Calls quick = new Lab.Calls();
      health.addService("b", Lab.every10s("check", slow).build());
      slow.last().complete(CheckResult.passing());
      health.replaceChecks("b", Lab.every10s("check", quick).build());
      assertThat(health.status("b")).isEqualTo(UNKNOWN); // by the new one, which has yet to end
      quick.last().complete(CheckResult.failing("lost"));
      assertThat(health.status("b")).isEqualTo(NOT_SERVING);
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
      time.advance(Lab.PERIOD);
      assertThat(slow.runs()).isOne();
    }

    @Test
    void leaves_a_check_alone_that_another_service_lists() {
      health.addService("b", kept);
      ServiceStatus other = ServiceStatus.create("kept");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.replaceChecks("b", other))
          .withMessageContaining("to share it, give the same object again");
      assertThat(health.status("b")).isEqualTo(SERVING);
    }

    @Test
    void of_an_unknown_service_is_refused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.replaceChecks("nobody", kept))
          .withMessage("service: 'nobody' (expected: one of ['', 'a'])");
    }
  }

  @Nested
  class Survival_of_drains {

    @Test
    void stays_with_the_name_when_its_service_is_removed_and_added_again() {
      Health live = Lab.inline(time).service("live").survivesDrain("live").start();
      live.removeService("live");
      live.addService("live", kept);
      live.drain();
      assertThat(live.status("live")).isEqualTo(SERVING);
    }

    @Test
    void may_be_declared_before_a_service_is_added_and_taken_back() {
      health.survivesDrain("live", true);
      health.addService("live");
      health.drain();
      assertThat(health.status("live")).isEqualTo(SERVING);
      Reader reader = Reader.of(health, "live");
      health.survivesDrain("live", false);
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING);
    }
  }

  @Nested
  class An_override_whose_handle_is_lost {

    @Test
    void is_listed_and_can_be_ended() {
      health.override("a", NOT_SERVING, "INC-1");
      health.override("", NOT_SERVING, "INC-2");
      assertThat(health.overrides())
          .extracting(ServiceOverride::reason)
          .containsExactly("INC-2", "INC-1");
      health.overrides().forEach(ServiceOverride::close);
      assertThat(health.overrides()).isEmpty();
      assertThat(health.status("a")).isEqualTo(SERVING);
    }
  }
}
