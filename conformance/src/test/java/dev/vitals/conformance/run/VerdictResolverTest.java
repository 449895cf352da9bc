package dev.vitals.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VerdictResolverTest {
  private static final Case MUST = find("HC-CHECK-01/serving");
  private static final Case SHOULD = find("HC-WATCH-07/no-repeats");
  private static final Case PROVOKING = find("HC-CHECK-17/parallel");

  private static Case find(String id) {
    return Catalogue.all().stream().filter(test -> test.id().equals(id)).findFirst().orElseThrow();
  }

  private static CaseResult result(Case test, Verdict verdict) {
    return CaseResult.without(test, 1, verdict, "because", 1);
  }

  private static CaseResult ended(Case test, Verdict verdict, boolean end) {
    return new CaseResult(
        test, 1, verdict, "e", "c", "r", end, null, List.of(), List.of(), List.of(), 1, 1);
  }

  @Test
  void blocked_stands_only_while_the_other_clause_is_broken() {
    CaseResult blocked =
        new CaseResult(
            SHOULD,
            1,
            Verdict.BLOCKED,
            "e",
            "c",
            "r",
            false,
            MUST.clauseId(),
            List.of(),
            List.of(),
            List.of(),
            1,
            1);
    assertThat(VerdictResolver.of(List.of(blocked, result(MUST, Verdict.FAIL))))
        .extracting(CaseResult::verdict)
        .contains(Verdict.BLOCKED);
    assertThat(VerdictResolver.of(List.of(blocked, result(MUST, Verdict.PASS))))
        .extracting(CaseResult::verdict)
        .contains(Verdict.WARN);
  }

  @Test
  void a_subject_that_also_ends_unprovoked_shows_nothing_by_ending_when_provoked() {
    CaseResult provoked = ended(PROVOKING, Verdict.FAIL, true);
    assertThat(VerdictResolver.of(List.of(provoked, ended(MUST, Verdict.HARNESS_ERROR, true))))
        .extracting(CaseResult::verdict)
        .containsOnly(Verdict.HARNESS_ERROR);
    assertThat(VerdictResolver.of(List.of(provoked, ended(MUST, Verdict.HARNESS_ERROR, false))))
        .extracting(CaseResult::verdict)
        .containsExactlyInAnyOrder(Verdict.FAIL, Verdict.HARNESS_ERROR);
  }
}
