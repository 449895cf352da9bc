package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OverrideTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db = ServiceStatus.create("db");
  private final Health health = Lab.inline(time).service("a", db).service("b", db).start();

  OverrideTest() {
    db.set(CheckResult.passing());
  }

  @Nested
  class An_override {

    @Test
    void pins_the_status_whatever_the_checks_say_until_it_is_closed() {
      ServiceOverride override = health.override("a", NOT_SERVING, "repair");
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      db.set(CheckResult.failing("lost"));
      db.set(CheckResult.passing());
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      override.close();
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void that_ends_is_logged_with_the_one_that_is_in_force_then() {
      ServiceOverride first = health.override("a", SERVING, "INC-1");
      ServiceOverride second = health.override("a", NOT_SERVING, "INC-2\n");
      try (Logs logs = Logs.capture()) {
        second.close();
        second.close();
        first.close();
        assertThat(logs.texts())
            .filteredOn(line -> line.contains("pinned"))
            .containsExactly(
                "Service 'a' is still pinned to SERVING: INC-1; ended: NOT_SERVING: INC-2\\u000A",
                "Service 'a' is no longer pinned; ended: SERVING: INC-1");
      }
      assertThat(second).hasToString("'a' is pinned to NOT_SERVING: INC-2\\u000A");
    }

    @Test
    void needs_a_reason() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.override("a", SERVING, " "))
          .withMessage("reason: ' ' (expected: who pins the service, and why)");
    }

    @Test
    void pins_a_failing_service_to_SERVING_as_well() {
      db.set(CheckResult.failing("lost"));
      try (ServiceOverride override = health.override("a", SERVING, "false alarm")) {
        assertThat(health.status("a")).isEqualTo(SERVING);
        assertThat(override.service()).isEqualTo("a");
        assertThat(override.status()).isEqualTo(SERVING);
        assertThat(override.reason()).isEqualTo("false alarm");
      }
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }

    @Test
    void is_told_to_watchers_and_leaves_other_services_alone() {
      Reader a = Reader.of(health, "a");
      Reader b = Reader.of(health, "b");
      health.override("a", UNKNOWN, "who knows").close();
      assertThat(a.seen).containsExactly(SERVING, UNKNOWN, SERVING);
      assertThat(b.seen).containsExactly(SERVING);
    }

    @Test
    void is_seen_in_reports_with_its_reason() {
      health.override("a", NOT_SERVING, "repair");
      assertThat(health.report("a").orElseThrow().reason()).isEqualTo("override: repair");
      assertThat(health.report("a").orElseThrow().history().get(2).reason())
          .isEqualTo("override: repair");
    }

    @Test
    void of_the_overall_status_leaves_the_services_alone() {
      health.override("", NOT_SERVING, "repair");
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void is_closed_once_however_often() {
      ServiceOverride first = health.override("a", NOT_SERVING, "first");
      health.override("a", UNKNOWN, "second");
      first.close();
      first.close();
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
    }

    @Test
    void does_nothing_when_it_is_closed_after_its_service_was_removed_or_health_closed() {
      ServiceOverride gone = health.override("a", NOT_SERVING, "repair");
      health.removeService("a");
      gone.close();
      assertThat(health.status("a")).isEqualTo(SERVICE_UNKNOWN);
      ServiceOverride late = health.override("b", SERVING, "repair");
      health.close();
      late.close();
      assertThat(health.status("b")).isEqualTo(NOT_SERVING);
    }

    @Test
    void yields_to_a_drain_and_comes_back_after_it() {
      health.override("a", SERVING, "false alarm");
      health.drain();
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      health.resume();
      db.set(CheckResult.failing("lost"));
      assertThat(health.status("a")).isEqualTo(SERVING);
    }
  }

  @Nested
  class Of_several_overrides {

    private final List<ServiceOverride> stack = new ArrayList<>();

    private void push(ServingStatus... statuses) {
      for (ServingStatus status : statuses) {
        stack.add(health.override("a", status, "pin " + stack.size()));
      }
    }

    @ParameterizedTest(name = "closed in the order {0}")
    @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
    void the_newest_that_is_open_counts(String order) {
      push(NOT_SERVING, UNKNOWN, SERVING);
      db.set(CheckResult.failing("lost"));
      List<ServingStatus> pinned = new ArrayList<>(List.of(NOT_SERVING, UNKNOWN, SERVING));
      for (char digit : order.toCharArray()) {
        int newest = -1;
        for (int i = 0; i < 3; i++) {
          newest = pinned.get(i) != null ? i : newest;
        }
        assertThat(health.status("a")).isEqualTo(pinned.get(newest));
        stack.get(digit - '0').close();
        pinned.set(digit - '0', null);
      }
      assertThat(health.status("a")).as("the checks").isEqualTo(NOT_SERVING);
      assertThat(health.report("a").orElseThrow().reason()).isEqualTo("db: lost");
    }
  }

  @Nested
  class Refused_is {

    @Test
    void an_unknown_service_with_the_names_that_are_known() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.override("nope\n", SERVING, "x"))
          .withMessage("service: 'nope\\u000A' (expected: one of ['', 'a', 'b'])");
    }

    @Test
    void SERVICE_UNKNOWN_with_the_way_out() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.override("a", SERVICE_UNKNOWN, "x"))
          .withMessage(
              "status of 'a': SERVICE_UNKNOWN (expected: UNKNOWN, SERVING or NOT_SERVING; to forget"
                  + " a service, call removeService)");
    }

    @Test
    void anything_that_is_null() {
      assertThatNullPointerException()
          .isThrownBy(() -> health.override(null, SERVING, "x"))
          .withMessage("service");
      assertThatNullPointerException()
          .isThrownBy(() -> health.override("a", null, "x"))
          .withMessage("status");
      assertThatNullPointerException()
          .isThrownBy(() -> health.override("a", SERVING, null))
          .withMessage("reason");
    }

    @Test
    void everything_after_close() {
      health.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> health.override("a", SERVING, "x"))
          .withMessage("health: closed (expected: open; build another one)");
    }
  }
}
