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
        test, 1, verdict, "e", "c", "r", end, null, null, List.of(), List.of(), List.of(), 1, 1);
  }

  private static CaseResult blocked(Case test, String by) {
    return CaseResults.blocked(test, by, "e", "c");
  }

  private static CaseResult of(Case test, List<CaseResult> results) {
    return VerdictResolver.of(results).stream()
        .filter(result -> result.test() == test)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void blocked_stands_only_while_the_other_clause_is_broken() {
    CaseResult blocked = blocked(SHOULD, MUST.clauseId());
    assertThat(VerdictResolver.of(List.of(blocked, result(MUST, Verdict.FAIL))))
        .extracting(CaseResult::verdict)
        .contains(Verdict.BLOCKED);
    assertThat(VerdictResolver.of(List.of(blocked, result(MUST, Verdict.PASS))))
        .extracting(CaseResult::verdict)
        .contains(Verdict.WARN);
  }

  @Test
  void what_one_run_took_for_broken_waits_for_what_another_has_judged() {
    CaseResult alone = of(SHOULD, List.of(blocked(SHOULD, MUST.clauseId())));
    assertThat(alone.verdict()).isEqualTo(Verdict.WARN);
    List<CaseResult> together = List.of(alone, result(MUST, Verdict.FAIL));
    assertThat(of(SHOULD, together).verdict()).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void a_clause_that_is_blocked_itself_blocks_and_the_one_at_the_end_of_the_chain_is_named() {
    List<CaseResult> chain =
        List.of(
            blocked(SHOULD, PROVOKING.clauseId()),
            blocked(PROVOKING, MUST.clauseId()),
            result(MUST, Verdict.FAIL));
    CaseResult last = of(SHOULD, chain);
    assertThat(last.verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(last.blockedBy()).isEqualTo("HC-CHECK-01");
    assertThat(last.reason()).isEqualTo("waits for HC-CHECK-17, which waits for HC-CHECK-01");
  }

  @Test
  void a_chain_whose_end_is_kept_breaks_at_the_link_before() {
    List<CaseResult> chain =
        List.of(
            blocked(SHOULD, PROVOKING.clauseId()),
            blocked(PROVOKING, MUST.clauseId()),
            result(MUST, Verdict.PASS));
    assertThat(of(PROVOKING, chain).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(of(SHOULD, chain).verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(of(SHOULD, chain).blockedBy()).isEqualTo(PROVOKING.clauseId());
  }

  @Test
  void clauses_that_only_wait_for_one_another_are_broken() {
    List<CaseResult> circle =
        List.of(blocked(SHOULD, MUST.clauseId()), blocked(MUST, SHOULD.clauseId()));
    assertThat(VerdictResolver.of(circle))
        .extracting(CaseResult::verdict)
        .containsExactlyInAnyOrder(Verdict.FAIL, Verdict.WARN);
  }

  @Test
  void what_waits_for_a_clause_that_was_not_judged_fails_and_says_so() {
    CaseResult alone = of(SHOULD, List.of(blocked(SHOULD, MUST.clauseId())));
    assertThat(alone.verdict()).isEqualTo(Verdict.WARN);
    assertThat(alone.reason())
        .isEqualTo("broken on the way, at HC-CHECK-01, which this run did not judge");
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
