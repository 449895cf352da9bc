package dev.vitals.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReferenceTest {
  @Test
  void the_reference_server_keeps_every_clause() throws Exception {
    RunPlan plan = new RunPlan(Catalogue.all(), Profile.QUICK, 7, 1, 1);
    RunResults results = new Runner(plan, ReferenceSubject.launcher(), new RunListener() {}).run();
    assertThat(results.results())
        .hasSize(Catalogue.all().size())
        .allSatisfy(
            result ->
                assertThat(result.verdict())
                    .as("%s", result)
                    .isIn(Verdict.PASS, Verdict.NOTE, Verdict.NOT_APPLICABLE));
  }
}
