package dev.vitals.conformance.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.reference.ReferenceSubject;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.Runner;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The programs that ask in production, against the reference server. With {@code
 * -Dvitals.containers=required}, as in CI, each of them has to be there.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExternalProbeTest {
  private static final String ABSENT = "is neither in VITALS_TOOLS nor on the PATH";

  @Test
  void each_that_is_here_is_content_with_a_server_that_keeps_the_clauses() throws Exception {
    List<Case> cases = Catalogue.all().stream().filter(test -> test.area() == Area.CONS).toList();
    RunPlan plan = new RunPlan(cases, Profile.QUICK, 3, 1, 1);
    List<CaseResult> results =
        new Runner(plan, ReferenceSubject.launcher(), new RunListener() {}).run().results();
    assertThat(results).hasSize(cases.size());
    assertThat(results)
        .filteredOn(result -> result.verdict() == Verdict.NOT_APPLICABLE)
        .allMatch(result -> String.valueOf(result.reason()).contains(ABSENT))
        .allMatch(result -> !"required".equals(System.getProperty("vitals.containers")));
    assertThat(results)
        .filteredOn(result -> result.verdict() != Verdict.NOT_APPLICABLE)
        .allMatch(result -> result.verdict() == Verdict.PASS || result.verdict() == Verdict.NOTE);
  }

  @Test
  void one_that_is_not_here_is_no_fault_of_the_server_and_told_how_to_get() {
    assertThatThrownBy(() -> ExternalProbe.named("no-such-consumer"))
        .isInstanceOf(NotApplicable.class)
        .hasMessage("no-such-consumer " + ABSENT + " (tools/install gets it)");
  }
}
