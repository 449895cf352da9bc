package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.mutants.Mutant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JudgeTest {
  private static final Case KILLER = Case.of("HC-WATCH-13/a", "", c -> {}).kills("broken");
  private static final Case OF_THE_SAME_AREA = Case.of("HC-WATCH-14/b", "", c -> {});
  private static final Case OF_ANOTHER_AREA = Case.of("HC-LIST-01/c", "", c -> {});

  @Nested
  class A_mutant {
    private final Mutant mutant = Mutant.core("broken", "a bug", ReferenceCore::new);

    @Test
    void is_killed_by_a_case_that_says_what_is_wrong() {
      List<CaseResult> results = List.of(result(KILLER, Verdict.FAIL, "SERVING"));
      assertThat(Judge.faults(mutant, results)).isEmpty();
      assertThat(Judge.kills(mutant, results)).hasSize(1);
    }

    @Test
    void survives_a_case_that_passes_or_only_meets_another_fault() {
      for (Verdict verdict : List.of(Verdict.PASS, Verdict.BLOCKED, Verdict.HARNESS_ERROR)) {
        assertThat(Judge.faults(mutant, List.of(result(KILLER, verdict, null))))
            .singleElement()
            .asString()
            .startsWith("survived HC-WATCH-13/a " + verdict);
      }
    }

    @Test
    void is_of_no_use_if_no_case_aims_at_it() {
      assertThat(Judge.faults(mutant, List.of(result(OF_ANOTHER_AREA, Verdict.PASS, null))))
          .containsExactly("no case claims to kill it");
    }

    @Test
    void is_not_killed_by_an_exception_or_by_silence_where_something_came() {
      for (String came : List.of("java.lang.NullPointerException", "nothing within 10 s")) {
        assertThat(Judge.faults(mutant, List.of(result(KILLER, Verdict.FAIL, came))))
            .singleElement()
            .asString()
            .contains(came);
      }
      List<CaseResult> silence = List.of(result(KILLER, Verdict.FAIL, "nothing within 10 s"));
      assertThat(Judge.faults(mutant.staysSilent(), silence)).isEmpty();
    }

    @Test
    void may_fell_its_kin_and_what_it_says_and_nothing_else() {
      CaseResult killed = result(KILLER, Verdict.FAIL, "SERVING");
      CaseResult kin = result(OF_THE_SAME_AREA, Verdict.FAIL, "SERVING");
      CaseResult stranger = result(OF_ANOTHER_AREA, Verdict.FAIL, "SERVING");
      assertThat(Judge.faults(mutant, List.of(killed, kin))).isEmpty();
      assertThat(Judge.faults(mutant, List.of(killed, stranger)))
          .singleElement()
          .asString()
          .startsWith("unrelated clauses fell: [HC-LIST-01]");
      Mutant saysSo = mutant.fells("HC-LIST-*", "they share a lock");
      assertThat(Judge.faults(saysSo, List.of(killed, stranger))).isEmpty();
    }
  }

  @Nested
  class A_bug_that_fells_more_than_its_own_clause {
    private final Mutant mutant = Mutant.core("broken", "a bug", ReferenceCore::new);
    private final CaseResult killed = result(KILLER, Verdict.FAIL, "SERVING");
    private final String cause = "first to mend: HC-WATCH-13/a, expected NOT_SERVING";

    private List<CaseResult> withOthers(String... clauses) {
      List<CaseResult> all = new ArrayList<>(List.of(killed));
      for (String clause : clauses) {
        Case other = Case.of(clause + "/x", "", c -> {});
        all.add(result(other, Verdict.WARN, "SERVING"));
      }
      return all;
    }

    @Test
    void may_fell_three() {
      List<CaseResult> three = withOthers("HC-WATCH-14", "HC-WATCH-15", "HC-WATCH-16");
      assertThat(Judge.cascade(mutant, three, cause)).isEmpty();
    }

    @Test
    void may_not_fell_four() {
      List<CaseResult> four =
          withOthers("HC-WATCH-14", "HC-WATCH-15", "HC-WATCH-16", "HC-WATCH-18");
      assertThat(Judge.cascade(mutant, four, cause))
          .singleElement()
          .asString()
          .startsWith("4 clauses fell that are not its own: [HC-WATCH-14, ");
    }

    @Test
    void is_named_first() {
      String other = "first to mend: HC-WATCH-14/x, expected NOT_SERVING";
      assertThat(Judge.cascade(mutant, List.of(killed), other))
          .containsExactly("the first line does not name the cause: " + other);
      assertThat(Judge.cascade(mutant, List.of(killed), null)).hasSize(1);
      Mutant saysSo = mutant.fells("HC-WATCH-14", "it can't be seen without");
      assertThat(Judge.cascade(saysSo, List.of(killed), other)).isEmpty();
    }

    @Test
    void need_not_be_named_where_nothing_but_warnings_came_of_it() {
      CaseResult warned = result(KILLER, Verdict.WARN, "SERVING");
      assertThat(Judge.cascade(mutant, List.of(warned), null)).isEmpty();
    }
  }

  @Nested
  class A_legal_variant {
    private final LegalVariant variant = LegalVariant.core("odd", "a habit", ReferenceCore::new);

    @Test
    void may_not_fail_nor_warn() {
      for (Verdict verdict : List.of(Verdict.FAIL, Verdict.WARN, Verdict.HARNESS_ERROR)) {
        assertThat(Judge.faults(variant, List.of(result(OF_ANOTHER_AREA, verdict, "x"))))
            .hasSize(1);
      }
    }

    @Test
    void may_warn_where_its_very_habit_is_advised_against() {
      LegalVariant warned = variant.warns("HC-LIST-01", "it is the habit");
      List<CaseResult> results = List.of(result(OF_ANOTHER_AREA, Verdict.WARN, "x"));
      assertThat(Judge.faults(warned, results)).isEmpty();
    }
  }

  private static CaseResult result(Case test, Verdict verdict, @Nullable String came) {
    return new CaseResult(
        test,
        1,
        verdict,
        came == null ? null : "NOT_SERVING",
        came,
        null,
        false,
        verdict == Verdict.BLOCKED ? "HC-WATCH-01" : null,
        null,
        List.of(),
        List.of(),
        List.of(),
        0,
        0);
  }
}
