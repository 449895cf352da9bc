package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Level;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TallyTest {
  private static Report.Row row(String clause, Verdict verdict) {
    return new Report.Row(
        clause,
        clause + "/a",
        "CHECK",
        Level.MUST,
        verdict,
        "a story",
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        1,
        1,
        1,
        null);
  }

  private static String must(Report.Row... rows) {
    return Tally.summary(List.of(rows)).must().toString();
  }

  @Test
  void a_clause_of_which_there_was_not_enough_to_judge_by_is_not_counted() {
    Report.Row kept = row("HC-CHECK-01", Verdict.PASS);
    assertThat(must(kept, row("HC-CHECK-09", Verdict.NOTE))).isEqualTo("1/1");
    assertThat(must(kept, row("HC-CHECK-09", Verdict.BLOCKED))).isEqualTo("1/2");
  }

  @Test
  void one_whose_other_cases_passed_is_kept() {
    assertThat(must(row("HC-CHECK-09", Verdict.NOTE), row("HC-CHECK-09", Verdict.PASS)))
        .isEqualTo("1/1");
  }
}
