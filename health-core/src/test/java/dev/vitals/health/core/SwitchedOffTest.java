package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SwitchedOffTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db = ServiceStatus.create("db");
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final Health health =
      Lab.inline(time).service("a", db, cache).service("b", cache).start();

  SwitchedOffTest() {
    db.set(CheckResult.passing());
    cache.set(CheckResult.passing());
  }

  @Nested
  class A_check_that_is_switched_off {

    @Test
    void decides_no_service_until_it_is_switched_on_again() {
      db.set(CheckResult.failing("lost"));
      Reader a = Reader.of(health, "a");
      Reader overall = Reader.of(health, "");
      Reader b = Reader.of(health, "b");
      health.switchOff("db", "migration");
      assertThat(health.status("a")).isEqualTo(SERVING);
      db.set(CheckResult.unknown("who knows"));
      assertThat(health.status("a")).isEqualTo(SERVING);
      db.set(CheckResult.failing("lost again"));
      assertThat(health.status("a")).isEqualTo(SERVING);
      assertThat(health.switchOn("db")).isTrue();
      assertThat(a.seen).containsExactly(NOT_SERVING, SERVING, NOT_SERVING);
      assertThat(overall.seen).containsExactly(NOT_SERVING, SERVING, NOT_SERVING);
      assertThat(b.seen).containsExactly(SERVING);
    }

    @Test
    void leaves_the_other_checks_their_say() {
      health.switchOff("db", "migration");
      cache.set(CheckResult.failing("cold"));
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(health.report("a").orElseThrow().reason()).isEqualTo("cache: cold");
    }

    @Test
    void is_seen_in_the_reason_of_a_service_that_serves() {
      health.switchOff("db", "migration");
      assertThat(health.report("a").orElseThrow().reason())
          .isEqualTo("degraded: db: switched off: migration");
      health.switchOff("db", "longer than planned");
      assertThat(health.report("a").orElseThrow().reason())
          .isEqualTo("degraded: db: switched off: longer than planned");
      health.switchOn("db");
      assertThat(health.report("a").orElseThrow().reason()).isEmpty();
    }

    @Test
    void is_reported_with_what_it_finds_and_why_it_is_off() {
      health.switchOff("db", "migration");
      db.set(CheckResult.failing("lost"));
      CheckReport report = check(health.report("a").orElseThrow(), "db");
      assertThat(report.switchedOff()).isEqualTo("migration");
      assertThat(report.verdict()).isEqualTo(Outcome.FAILING);
      assertThat(report.describe()).startsWith("db FAILING (switched off: migration): lost");
      health.switchOn("db");
      assertThat(check(health.report("a").orElseThrow(), "db").switchedOff()).isNull();
    }

    @Test
    void runs_on_and_its_results_count_as_soon_as_it_is_on_again() {
      Lab.Script script = new Lab.Script("PFF");
      health.addService("c", Lab.every10s("run", script).build());
      health.switchOff("run", "noisy");
      time.advance(Lab.PERIOD);
      time.advance(Lab.PERIOD);
      assertThat(script.runs).isEqualTo(3);
      assertThat(health.status("c")).isEqualTo(SERVING);
      health.switchOn("run");
      assertThat(health.status("c")).isEqualTo(NOT_SERVING);
    }

    @Test
    void that_has_no_result_yet_holds_nobody_up() {
      Lab.Calls calls = new Lab.Calls();
      health.addService("c", ServiceCheck.async("slow", calls).ttl(Lab.PERIOD).build());
      assertThat(health.status("c")).isEqualTo(UNKNOWN);
      List<ServingStatus> answers = new ArrayList<>();
      health.check("c", answers::add);
      assertThat(answers).as("while the check decides").isEmpty();
      health.switchOff("slow", "too slow");
      assertThat(answers).as("who waits for it").containsExactly(SERVING);
      health.check("c", answers::add);
      assertThat(answers).as("who asks later").containsExactly(SERVING, SERVING);
      assertThat(calls.runs()).isOne();
    }

    @Test
    void is_on_again_once_no_service_lists_it_any_more() {
      health.addService("c", Lab.every10s("run", new Lab.Script("FF")).build());
      health.switchOff("run", "noisy");
      health.replaceChecks("c", Lab.every10s("run", new Lab.Script("F")).build());
      assertThat(health.status("c")).isEqualTo(NOT_SERVING);
      health.switchOff("cache", "cold");
      health.replaceChecks("b", cache);
      assertThat(check(health.report("b").orElseThrow(), "cache").switchedOff())
          .as("a service still lists it")
          .isEqualTo("cold");
    }

    @Test
    void does_not_outweigh_a_drain_or_an_override() {
      health.switchOff("db", "migration");
      health.drain();
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      health.resume();
      health.override("a", UNKNOWN, "hands off");
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
    }

    @Test
    void is_logged_when_it_goes_off_and_when_it_comes_back() {
      try (Logs logs = Logs.capture()) {
        health.switchOff("db", "new\nline");
        health.switchOn("db");
        health.switchOn("db");
        assertThat(logs.lines())
            .extracting(Logs.Line::text)
            .containsExactly(
                "Check 'db' is switched off: new\\u000Aline", "Check 'db' is switched on again");
      }
    }
  }

  @Nested
  class Switching {

    @Test
    void on_says_whether_the_check_was_off() {
      assertThat(health.switchOn("db")).isFalse();
      health.switchOff("db", "INC-1");
      assertThat(health.switchOn("db")).isTrue();
      assertThat(health.switchOn("db")).isFalse();
    }

    @Test
    void a_check_that_no_service_lists_is_refused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.switchOff("d\nb", "typo"))
          .withMessage("check: 'd\\u000Ab' (expected: one of ['cache', 'db'])");
      assertThatIllegalArgumentException().isThrownBy(() -> health.switchOn("nope"));
    }

    @Test
    void is_refused_once_health_is_closed() {
      health.close();
      assertThatIllegalStateException().isThrownBy(() -> health.switchOff("db", "late"));
    }
  }

  private static CheckReport check(ServiceReport report, String name) {
    return report.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }
}
