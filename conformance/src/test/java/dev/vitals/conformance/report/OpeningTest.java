package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OpeningTest {
  private static final Report GOOD = MadeUpReports.of(Verdict.PASS, "good");
  private static final Report WARNED = MadeUpReports.of(Verdict.WARN, "warned");
  private static final Report BROKEN = MadeUpReports.of(Verdict.FAIL, "broken");

  @Test
  void names_those_that_keep_every_MUST_and_what_the_others_break() {
    assertThat(Opening.of(List.of(GOOD, BROKEN, WARNED, BROKEN)))
        .isEqualTo(
            "Of 4 health servers in 3 languages, 2 keep every MUST that applies to them: good and"
                + " warned. The other 2 break up to 1 each, most often HC-CHECK-01 (by 2).");
  }

  @Test
  void ends_early_where_nothing_is_broken() {
    assertThat(Opening.of(List.of(GOOD)))
        .isEqualTo(
            "Of 1 health server in 1 language, 1 keeps every MUST that applies to it: good.");
  }

  @Test
  void says_so_when_nobody_keeps_them_all() {
    assertThat(Opening.of(List.of(BROKEN)))
        .isEqualTo(
            "Of 1 health server in 1 language, none keeps every MUST that applies to it. They break up"
                + " to 1 each, most often HC-CHECK-01 (by 1).");
  }
}
