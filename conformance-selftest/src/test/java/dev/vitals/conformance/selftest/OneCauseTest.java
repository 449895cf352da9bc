package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.report.Reports;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import dev.vitals.conformance.run.Runner;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One bug is one failure: what can't be told for it is blocked by its clause. */
@Tag("one-jdk") // How the suite judges does not depend on it.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OneCauseTest {
  private static final int MAX_OTHERS = 3;

  /** Alone it takes less than half of that; here several servers are judged at once. */
  private static final Duration QUICKLY = Duration.ofSeconds(90);

  private static final List<Bug> BUGS =
      List.of(
          new Bug("unknown-as-ok-unknown", "HC-CHECK-03", "unknown"),
          new Bug("check-never-answers", "HC-CHECK-01", "serving"),
          new Bug("list-never-answers", "HC-LIST-01", "all-known"),
          new Bug("watch-no-initial", "HC-WATCH-01", "current-status"),
          new Bug("watch-no-changes", "HC-WATCH-05", "each-change"),
          new Bug("always-not-serving", "HC-CHECK-01", "serving"),
          new Bug("enum-swapped", "HC-SVC-02", "numbers"),
          new Bug("no-grpc-status", "HC-RPC-17", "status-in-trailers"),
          new Bug("content-type-of-web", "HC-RPC-14", "content-types"),
          new Bug("check-cached-1s", "HC-CHECK-09", "at-once"),
          new Bug("watch-one-per-service", "HC-WATCH-13", "hundred"));

  /** A broken server, and the case that tells of its bug. */
  private record Bug(String mutant, String clause, String slug) {}

  private record Judged(Bug bug, RunResults results) {}

  /** A quick run, but for what needs programs beside the suite. */
  private static Judged judged(Bug bug) throws InterruptedException {
    SubjectLauncher launcher = Mutants.find(bug.mutant).orElseThrow().launcher();
    List<Case> quick =
        Catalogue.all().stream()
            .filter(test -> test.profile() == Profile.QUICK && !test.id().startsWith("HC-CONS"))
            .toList();
    RunPlan plan = new RunPlan(quick, Profile.QUICK, 1, 1, 2);
    return new Judged(bug, new Runner(plan, launcher, new RunListener() {}).run());
  }

  private static RunResults judgedBy(String mutant, String... only) throws InterruptedException {
    SubjectLauncher launcher = Mutants.find(mutant).orElseThrow().launcher();
    Set<String> ids = Set.of(only);
    List<Case> some = Catalogue.all().stream().filter(test -> ids.contains(test.id())).toList();
    RunPlan plan = new RunPlan(some, Profile.DEFAULT, 1, 1, 1);
    return new Runner(plan, launcher, new RunListener() {}).run();
  }

  private static Set<String> deviations(RunResults results) {
    return results.results().stream()
        .filter(result -> result.verdict().isDeviation())
        .map(result -> result.test().clauseId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> blockedBy(RunResults results) {
    return results.results().stream()
        .filter(result -> result.verdict() == Verdict.BLOCKED)
        .map(CaseResult::blockedBy)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String cause(RunResults results) {
    return String.valueOf(
        Reports.of(results, Instant.EPOCH, List.of("x"), Reports.Trace.NONE).summary().cause());
  }

  @TestFactory
  Stream<DynamicTest> a_bug_that_most_cases_meet_is_one_failure_and_judged_quickly() {
    return SideBySide.test(BUGS, Bug::mutant, OneCauseTest::judged, OneCauseTest::isOneFailure);
  }

  /** At most three clauses fall beside its own, which the first line names and others wait for. */
  private static void isOneFailure(Judged judged) {
    Bug bug = judged.bug();
    RunResults results = judged.results();
    assertThat(deviations(results)).contains(bug.clause()).hasSizeLessThanOrEqualTo(1 + MAX_OTHERS);
    assertThat(blockedBy(results)).contains(bug.clause());
    assertThat(cause(results))
        .startsWith("first to mend: " + bug.clause() + "/" + bug.slug() + ", expected ");
    assertThat(results.duration()).isLessThan(QUICKLY);
  }

  @TestFactory
  Stream<DynamicTest> a_server_that_loses_changes_to_UNKNOWN_alone_fails_the_clause_about_those() {
    return SideBySide.test(
        List.of("unknown-status-not-pushed", "watch-unknown-status-as-service-unknown"),
        mutant -> mutant,
        mutant ->
            judgedBy(
                mutant,
                "HC-WATCH-05/each-change",
                "HC-WATCH-17/status-unknown",
                "HC-WATCH-17/empty-message"),
        results -> {
          assertThat(deviations(results)).containsExactly("HC-WATCH-17");
          assertThat(blockedBy(results)).containsExactly("HC-WATCH-17");
        });
  }

  @Test
  void header_blocks_that_can_not_be_decoded_fail_their_own_clause_wherever_they_are_met()
      throws Exception {
    RunResults results = judgedBy("header-index-out-of-date", "HC-WATCH-30/room-for-check");
    assertThat(deviations(results)).containsExactly("HC-RPC-31");
    assertThat(blockedBy(results)).containsExactly("HC-RPC-31");
    assertThat(cause(results))
        .startsWith("first to mend: HC-RPC-31/header-blocks")
        .contains("HEADERS on stream", "ff 80 01");
  }
}
