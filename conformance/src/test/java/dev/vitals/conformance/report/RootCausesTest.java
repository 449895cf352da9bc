package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RootCausesTest {
  private static Report.Row row(String clause, Verdict verdict, @Nullable String blockedBy) {
    return new Report.Row(
        clause,
        clause + "/a",
        "CHECK",
        Level.MUST,
        verdict,
        "a story",
        verdict == Verdict.PASS ? null : "A",
        verdict == Verdict.PASS ? null : "B",
        null,
        blockedBy,
        List.of(),
        List.of(),
        List.of(),
        1,
        1,
        1,
        null);
  }

  @Test
  void the_failure_that_most_wait_for_is_named_first() {
    List<Report.Row> rows =
        List.of(
            row("HC-CHECK-01", Verdict.FAIL, null),
            row("HC-CHECK-03", Verdict.FAIL, null),
            row("HC-NAME-01", Verdict.BLOCKED, "HC-CHECK-03"),
            row("HC-NAME-02", Verdict.BLOCKED, "HC-CHECK-03"));
    assertThat(RootCauses.of(rows))
        .hasValue("first to mend: HC-CHECK-03/a, expected A, came B; 2 cases wait for it");
  }

  @Test
  void a_warning_is_a_cause_only_where_something_waits_for_it() {
    Report.Row warning = row("HC-WATCH-24", Verdict.WARN, null);
    assertThat(RootCauses.of(List.of(warning))).isEmpty();
    assertThat(RootCauses.of(List.of(warning, row("HC-X-1", Verdict.BLOCKED, "HC-WATCH-24"))))
        .hasValueSatisfying(cause -> assertThat(cause).endsWith("; 1 case waits for it"));
  }

  @Test
  void of_failures_that_nothing_waits_for_the_first_is_named() {
    List<Report.Row> rows =
        List.of(
            row("HC-CHECK-01", Verdict.PASS, null),
            row("HC-CHECK-02", Verdict.FAIL, null),
            row("HC-CHECK-03", Verdict.FAIL, null));
    assertThat(RootCauses.of(rows)).hasValue("first to mend: HC-CHECK-02/a, expected A, came B");
  }

  @Test
  void a_good_server_has_none() {
    assertThat(RootCauses.of(List.of(row("HC-CHECK-01", Verdict.PASS, null)))).isEmpty();
  }
}
