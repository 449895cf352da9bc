package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Each invariant's test goes red where its invariant is broken, and for that reason. */
@Tag("interleavings")
@Tag("compiler") // Not there where ./check tests on a Java without one.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlantedBugsTest {

  private static final AtomicInteger copies = new AtomicInteger();

  @TempDir private Path folder;

  static Stream<Bug> bugs() {
    return Bugs.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void are_seen(Bug bug) {
    TestExecutionSummary summary = run(bug.edits(), bug.test());
    assertThat(summary.getFailures())
        .as("failures of " + bug.test())
        .isNotEmpty()
        .allSatisfy(
            failure -> assertThat(failure.getException()).isInstanceOf(AssertionError.class));
  }

  @Test
  void are_what_fails_and_not_the_copy() {
    String test = "OverrunTest.A_run_that_outlasts_its_timeout.has_its_late_result_dropped";
    assertThat(run(List.of(), test).getFailures()).isEmpty();
  }

  private TestExecutionSummary run(List<Bug.Edit> edits, String test) {
    TestExecutionSummary summary = Planted.copy(folder, copies.incrementAndGet(), edits).run(test);
    assertThat(summary.getTestsStartedCount()).as("tests run of " + test).isPositive();
    return summary;
  }
}
