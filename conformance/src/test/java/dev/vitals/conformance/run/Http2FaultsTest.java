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
class Http2FaultsTest {
  private static final Case ROOM = find("HC-WATCH-30/room-for-check");
  private static final Case FIRST = find("HC-WATCH-01/current-status");
  private static final Case BLOCKS = find("HC-RPC-31/header-blocks");
  private static final Case TABLE = find("HC-RPC-31/table-size");

  private static Case find(String id) {
    return Catalogue.all().stream().filter(test -> test.id().equals(id)).findFirst().orElseThrow();
  }

  private static CaseResult result(Case test, Verdict verdict) {
    return CaseResult.without(test, 1, verdict, "because", 1);
  }

  private static CaseResult blocked(Case test, String by) {
    return CaseResults.blocked(test, by, "header blocks", "garbage");
  }

  private static CaseResult of(Case test, List<CaseResult> results) {
    List<CaseResult> found =
        VerdictResolver.of(Http2Faults.charged(results)).stream()
            .filter(result -> result.test().equals(test))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void what_another_case_met_fails_the_clause_whose_own_case_passed() {
    List<CaseResult> results =
        List.of(result(BLOCKS, Verdict.PASS), blocked(ROOM, BLOCKS.clauseId()));
    CaseResult charged = of(BLOCKS, results);
    assertThat(charged.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(charged.came()).isEqualTo("garbage");
    assertThat(charged.reason()).isEqualTo("met in HC-WATCH-30/room-for-check");
    assertThat(of(ROOM, results).verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(of(ROOM, results).blockedBy()).isEqualTo("HC-RPC-31");
  }

  @Test
  void it_fails_the_clause_in_a_run_that_has_no_case_of_it() {
    List<CaseResult> results = List.of(blocked(ROOM, BLOCKS.clauseId()));
    assertThat(of(BLOCKS, results).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(of(ROOM, results).verdict()).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void a_clause_that_failed_by_itself_keeps_its_own_evidence() {
    List<CaseResult> results =
        List.of(
            result(BLOCKS, Verdict.PASS),
            result(TABLE, Verdict.FAIL),
            blocked(ROOM, BLOCKS.clauseId()));
    assertThat(of(BLOCKS, results).verdict()).isEqualTo(Verdict.PASS);
    assertThat(of(TABLE, results).reason()).isEqualTo("because");
    assertThat(of(ROOM, results).verdict()).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void other_clauses_are_not_failed_by_what_they_block() {
    List<CaseResult> results =
        List.of(result(FIRST, Verdict.PASS), blocked(ROOM, FIRST.clauseId()));
    assertThat(of(FIRST, results).verdict()).isEqualTo(Verdict.PASS);
    assertThat(Http2Faults.failureSeenBy(blocked(ROOM, FIRST.clauseId()))).isEmpty();
  }
}
