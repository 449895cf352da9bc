package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vitals.conformance.run.Glob;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The proof of the suite, as the command {@code selftest} gives it: a test for each broken server,
 * which must be found out, and for each legal variant, which must be left alone.
 *
 * <p>{@code -Dselftest.only=GLOB} tries those alone whose id matches.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("one-jdk") // How the suite judges does not depend on it.
class SelftestIT {
  private static final String ONLY = System.getProperty("selftest.only", "*");

  @TestFactory
  Stream<DynamicTest> every_server_is_judged_as_it_should_be() throws InterruptedException {
    long start = System.nanoTime();
    Selftest.Options options =
        new Selftest.Options(new Glob(ONLY)::matches, Scope.SHARE, Selftest.JOBS, 1);
    List<Outcome> outcomes =
        new Selftest(options).run(outcome -> System.out.println(OutcomeTable.line(outcome)));
    System.out.println(OutcomeTable.of(outcomes, Duration.ofNanos(System.nanoTime() - start)));
    assertThat(outcomes).as("servers that match -Dselftest.only=%s", ONLY).isNotEmpty();
    return outcomes.stream()
        .map(
            outcome ->
                dynamicTest(
                    (outcome.broken() ? "kills " : "leaves alone ") + outcome.id(),
                    () -> assertThat(outcome.faults()).isEmpty()));
  }
}
