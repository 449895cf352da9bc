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
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SetByHandTest {

  private final ServiceStatus db = ServiceStatus.create("db");
  private final Health health =
      Lab.inline(new ManualTime()).service("checked", db).service("bare").start();

  SetByHandTest() {
    db.set(CheckResult.passing());
  }

  @Nested
  class A_service_that_is_set {

    @Test
    void is_added_if_nobody_knows_it_and_its_watchers_are_told() {
      Reader reader = Reader.of(health, "a");
      health.set("a", NOT_SERVING);
      health.set("a", SERVING);
      health.set("a", UNKNOWN);
      assertThat(reader.seen).containsExactly(SERVICE_UNKNOWN, NOT_SERVING, SERVING, UNKNOWN);
      assertThat(health.statuses()).containsEntry("a", UNKNOWN);
    }

    @Test
    void says_so_in_its_report() {
      health.set("a", UNKNOWN);
      assertThat(health.report("a").orElseThrow().reason())
          .isEqualTo("status of 'a': set to UNKNOWN");
      health.set("a", NOT_SERVING);
      assertThat(health.report("a").orElseThrow().reason())
          .isEqualTo("status of 'a': set to NOT_SERVING");
    }

    @Test
    void counts_for_the_overall_status() {
      health.set("a", NOT_SERVING);
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
      health.set("a", SERVING);
      assertThat(health.status("")).isEqualTo(SERVING);
      health.set("bare", NOT_SERVING);
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
    }

    @Test
    void may_be_one_without_checks() {
      health.set("bare", NOT_SERVING);
      assertThat(health.status("bare")).isEqualTo(NOT_SERVING);
    }

    @Test
    void can_be_removed_and_set_again() {
      health.set("a", NOT_SERVING);
      assertThat(health.removeService("a")).isTrue();
      assertThat(health.status("")).isEqualTo(SERVING);
      health.set("a", SERVING);
      assertThat(health.status("a")).isEqualTo(SERVING);
      assertThat(health.report("a").orElseThrow().revision()).isEqualTo(1);
    }
  }

  @Nested
  class The_overall_status {

    @Test
    void no_longer_follows_the_others_once_it_is_set() {
      health.set("", NOT_SERVING);
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
      health.set("", SERVING);
      db.set(CheckResult.failing("lost"));
      health.addService("late", ServiceStatus.create("late"));
      assertThat(health.status("")).isEqualTo(SERVING);
      assertThat(health.status("checked")).isEqualTo(NOT_SERVING);
    }

    @Test
    void can_be_set_where_its_own_list_is_empty() {
      Health own = Lab.inline(new ManualTime()).overall().start();
      own.set("", NOT_SERVING);
      assertThat(own.status("")).isEqualTo(NOT_SERVING);
    }

    @Test
    void can_not_be_set_where_it_has_checks_of_its_own() {
      Health own = Lab.inline(new ManualTime()).overall(db).start();
      assertThatIllegalStateException()
          .isThrownBy(() -> own.set("", NOT_SERVING))
          .withMessage(
              "service: '' is decided by its checks (expected: one without; to pin it, call"
                  + " override)");
    }
  }

  @Nested
  class Refused_is {

    @Test
    void a_service_that_is_decided_by_checks() {
      assertThatIllegalStateException()
          .isThrownBy(() -> health.set("checked", NOT_SERVING))
          .withMessage(
              "service: 'checked' is decided by its checks (expected: one without; to pin it, call"
                  + " override)");
      assertThat(health.status("checked")).isEqualTo(SERVING);
    }

    @Test
    void SERVICE_UNKNOWN() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.set("a\t", SERVICE_UNKNOWN))
          .withMessage(
              "status of 'a\\u0009': SERVICE_UNKNOWN (expected: UNKNOWN, SERVING or NOT_SERVING; to"
                  + " forget a service, call removeService)");
    }

    @Test
    void null_and_a_name_that_is_none() {
      assertThatNullPointerException()
          .isThrownBy(() -> health.set(null, SERVING))
          .withMessage("service");
      assertThatNullPointerException()
          .isThrownBy(() -> health.set("a", null))
          .withMessage("status");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.set("x".repeat(257), SERVING))
          .withMessageStartingWith("service: 'xxx");
    }

    @Test
    void a_service_whose_status_would_bear_the_name_of_a_check() {
      ServiceStatus odd = ServiceStatus.create("status of 'bare'");
      odd.set(CheckResult.passing());
      health.addService("odd", odd);
      assertThatIllegalArgumentException().isThrownBy(() -> health.set("bare", NOT_SERVING));
      assertThat(health.status("odd")).isEqualTo(SERVING);
      assertThat(health.status("bare")).isEqualTo(SERVING);
    }
  }
}
