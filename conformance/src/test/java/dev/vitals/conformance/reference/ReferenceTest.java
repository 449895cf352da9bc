package dev.vitals.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import dev.vitals.conformance.run.Runner;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReferenceTest {
  @Test
  void the_reference_server_keeps_every_clause() throws Exception {
    List<Case> cases =
        Catalogue.all().stream().filter(test -> test.profile() != Profile.LONG).toList();
    RunPlan plan = new RunPlan(cases, Profile.QUICK, 7, 1, 2);
    RunResults results = new Runner(plan, ReferenceSubject.launcher(), new RunListener() {}).run();
    assertThat(results.results()).hasSize(cases.size());
    assertThat(
            results.results().stream().filter(result -> !isFine(result)).map(ReferenceTest::told))
        .isEmpty();
  }

  private static boolean isFine(CaseResult result) {
    return switch (result.verdict()) {
      case PASS, NOTE, NOT_APPLICABLE -> true;
      case FAIL, WARN, BLOCKED, HARNESS_ERROR, NOT_RUN, XFAIL, XPASS -> false;
    };
  }

  private static String told(CaseResult result) {
    return result.verdict()
        + " "
        + result.test().id()
        + ": expected "
        + result.expected()
        + "; came "
        + result.came()
        + "; "
        + result.reason();
  }
}
