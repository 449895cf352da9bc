package dev.vitals.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.Divergences;
import dev.vitals.conformance.run.MachineLoad;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExitCodeTest {
  private static final Case MUST = find("HC-CHECK-01/serving");
  private static final Case MAY = find("HC-LIST-07/more");
  private static final Case SHOULD = find("HC-WATCH-07/no-repeats");

  private static Case find(String id) {
    return Catalogue.all().stream().filter(test -> test.id().equals(id)).findFirst().orElseThrow();
  }

  private static CaseResult result(Case test, Verdict verdict) {
    return CaseResult.without(test, 1, verdict, "because", 1);
  }

  private static ExitCode exit(ExitCode.FailOn failOn, CaseResult... results) {
    RunPlan plan = new RunPlan(List.of(), Profile.QUICK, 1, 1, 1);
    return ExitCode.of(
        new RunResults(plan, null, Arrays.asList(results), 1, MachineLoad.NONE, 0), failOn);
  }

  @Test
  void passes_conform_and_known_divergences_do_not_count() {
    assertThat(exit(ExitCode.FailOn.MUST, result(MUST, Verdict.PASS), result(MUST, Verdict.XFAIL)))
        .isEqualTo(ExitCode.CONFORMS);
  }

  @Test
  void a_failure_outweighs_a_broken_rig() {
    assertThat(
            exit(
                ExitCode.FailOn.MUST,
                result(MUST, Verdict.FAIL),
                result(MUST, Verdict.HARNESS_ERROR)))
        .isEqualTo(ExitCode.FAILURES);
  }

  @Test
  void a_warning_fails_only_when_asked_to() {
    CaseResult warning = result(SHOULD, Verdict.WARN);
    assertThat(exit(ExitCode.FailOn.MUST, warning)).isEqualTo(ExitCode.CONFORMS);
    assertThat(exit(ExitCode.FailOn.SHOULD, warning)).isEqualTo(ExitCode.FAILURES);
  }

  @Test
  void a_MAY_fails_no_run() {
    CaseResult warning = result(MAY, Verdict.WARN);
    for (ExitCode.FailOn failOn : ExitCode.FailOn.values()) {
      assertThat(exit(failOn, warning)).isEqualTo(ExitCode.CONFORMS);
    }
  }

  @Test
  void a_broken_rig_a_stale_divergence_and_an_empty_run_have_codes_of_their_own() {
    assertThat(exit(ExitCode.FailOn.MUST, result(MUST, Verdict.HARNESS_ERROR)).code()).isEqualTo(3);
    assertThat(exit(ExitCode.FailOn.MUST, result(MUST, Verdict.XPASS)).code()).isEqualTo(4);
    assertThat(exit(ExitCode.FailOn.MUST, result(MUST, Verdict.NOT_APPLICABLE)).code())
        .isEqualTo(5);
  }

  @Test
  void a_known_divergence_fails_as_expected_and_may_not_pass_unnoticed() {
    Divergences known =
        new Divergences(
            "n",
            "1",
            List.of(
                new Divergences.Entry(MUST.id(), Divergences.Kind.BUG, null, "r", null, false)));
    CaseResult failed = result(MUST, Verdict.FAIL);
    assertThat(known.applyTo(List.of(failed)).get(0).verdict()).isEqualTo(Verdict.XFAIL);
    CaseResult passed = result(MUST, Verdict.PASS);
    assertThat(known.applyTo(List.of(passed)).get(0).verdict()).isEqualTo(Verdict.XPASS);
    assertThat(known.applyTo(List.of(passed, failed)).get(0).verdict()).isEqualTo(Verdict.PASS);
  }
}
