package dev.vitals.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.CheckResult.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValuesTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @Nested
  class A_result {

    @Test
    void has_an_outcome_a_reason_and_maybe_a_cause() {
      IllegalStateException cause = new IllegalStateException("x");
      assertThat(CheckResult.passing()).isEqualTo(new CheckResult(Outcome.PASSING, "", null));
      assertThat(CheckResult.passing("slow"))
          .isEqualTo(new CheckResult(Outcome.PASSING, "slow", null));
      assertThat(CheckResult.failing("lost"))
          .isEqualTo(new CheckResult(Outcome.FAILING, "lost", null));
      assertThat(CheckResult.failing("lost", cause))
          .isEqualTo(new CheckResult(Outcome.FAILING, "lost", cause));
      assertThat(CheckResult.unknown("warming up"))
          .isEqualTo(new CheckResult(Outcome.UNKNOWN, "warming up", null));
    }

    @Test
    void is_degraded_if_it_passes_with_a_reason() {
      assertThat(CheckResult.passing("slow").isDegraded()).isTrue();
      assertThat(CheckResult.passing().isDegraded()).isFalse();
      assertThat(CheckResult.failing("slow").isDegraded()).isFalse();
      assertThat(CheckResult.unknown("slow").isDegraded()).isFalse();
    }

    @Test
    void refuses_null_by_name() {
      assertThatNullPointerException()
          .isThrownBy(() -> CheckResult.passing(null))
          .withMessage("reason");
      assertThatNullPointerException()
          .isThrownBy(() -> CheckResult.failing("x", null))
          .withMessage("cause");
      assertThatNullPointerException()
          .isThrownBy(() -> new CheckResult(null, "x", null))
          .withMessage("outcome");
    }
  }

  @Nested
  class The_description_of_a_check {

    @Test
    void is_short_before_its_first_result() {
      assertThat(
              new CheckReport(
                      "db",
                      true,
                      Outcome.UNKNOWN,
                      CheckResult.unknown(""),
                      CheckResult.unknown(""),
                      0,
                      1,
                      null,
                      null,
                      null,
                      false,
                      null,
                      null,
                      Set.of(),
                      null)
                  .describe())
          .isEqualTo("db UNKNOWN");
    }

    @Test
    void has_all_there_is_to_know() {
      assertThat(
              new CheckReport(
                      "d\nb",
                      false,
                      Outcome.FAILING,
                      CheckResult.failing("time\tout"),
                      CheckResult.failing("time\tout"),
                      4,
                      1,
                      NOON,
                      ofSeconds(12),
                      ofMillis(9_999),
                      true,
                      ofSeconds(61),
                      null,
                      Set.of(),
                      null)
                  .describe())
          .isEqualTo(
              "d\\u000Ab FAILING (optional): time\\u0009out [4 in a row, 12 s ago, took 9999 ms,"
                  + " stale, still running, overdue by 61 s]");
    }
  }

  @Nested
  class The_description_of_a_transition {

    @Test
    void is_one_line_with_the_reason_if_there_is_one() {
      Transition lost =
          new Transition(
              "acme.Foo", ServingStatus.SERVING, ServingStatus.NOT_SERVING, "db: lost\n", NOON, 2);
      assertThat(lost.describe()).isEqualTo("'acme.Foo' SERVING -> NOT_SERVING: db: lost\\u000A");
      assertThat(
              new Transition("", ServingStatus.UNKNOWN, ServingStatus.SERVING, "", NOON, 2)
                  .describe())
          .isEqualTo("'' UNKNOWN -> SERVING");
    }
  }

  @Nested
  class A_report {

    @Test
    void keeps_its_own_lists() {
      List<CheckReport> checks = new ArrayList<>();
      List<Transition> history = new ArrayList<>();
      ServiceReport report =
          new ServiceReport("a", ServingStatus.SERVING, "", NOON, 1, checks, history);
      checks.add(
          new CheckReport(
              "db",
              true,
              Outcome.PASSING,
              CheckResult.passing(),
              CheckResult.passing(),
              1,
              1,
              NOON,
              ofSeconds(1),
              null,
              false,
              null,
              null,
              Set.of(),
              null));
      assertThat(report.checks()).isEmpty();
      assertThatThrownBy(() -> report.history().clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(report.describe()).isEqualTo("'a' SERVING since 2026-11-23T12:00:00Z");
    }
  }

  @Nested
  class A_refusal {

    @Test
    void says_which_limit_it_was_and_costs_no_stack_trace() {
      WatchRefusedException refused =
          new WatchRefusedException(
              WatchRefusedException.Limit.OPEN_WATCHES, "too many open watches");
      assertThat(refused).hasMessage("too many open watches");
      assertThat(refused.limit()).isEqualTo(WatchRefusedException.Limit.OPEN_WATCHES);
      assertThat(refused.getStackTrace()).isEmpty();
      refused.addSuppressed(new IllegalStateException());
      assertThat(refused.getSuppressed()).isEmpty();
    }
  }

  @Nested
  class The_statuses {

    @Test
    void are_those_of_the_protocol() {
      assertThat(ServingStatus.values())
          .containsExactly(
              ServingStatus.UNKNOWN,
              ServingStatus.SERVING,
              ServingStatus.NOT_SERVING,
              ServingStatus.SERVICE_UNKNOWN);
    }
  }

  @Nested
  class A_reason {

    @Test
    void is_cut_where_it_comes_in() {
      CheckResult cut = CheckResult.failing("x".repeat(1_000_000));
      assertThat(cut.reason()).hasSize(CheckResult.MAX_REASON_LENGTH).endsWith("x…");
      String pairs = CheckResult.passing("😀".repeat(1_000)).reason();
      assertThat(pairs).endsWith("😀…");
      assertThat(CheckResult.unknown("x".repeat(500)).reason()).hasSize(500).endsWith("x");
    }
  }

  @Nested
  class A_result_below_its_threshold {

    @Test
    void is_told_apart_from_what_decides() {
      CheckReport report =
          new CheckReport(
              "db",
              true,
              Outcome.PASSING,
              CheckResult.passing(),
              CheckResult.failing("timed out after 1000 ms"),
              1,
              2,
              NOON,
              ofSeconds(1),
              ofMillis(1000),
              false,
              null,
              null,
              Set.of(),
              null);
      assertThat(report.awaitsThreshold()).isTrue();
      assertThat(report.describe())
          .isEqualTo(
              "db PASSING; last run failed (1 of 2): timed out after 1000 ms [1 in a row, 1000 ms"
                  + " ago, took 1000 ms]");
    }
  }
}
