package dev.vitals.health.core;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Health beside an oracle that was written from the specification: both take the same random steps,
 * and after each of them whatever can be seen of health is what the oracle says.
 *
 * <p>A trial that fails is shrunk to the fewest steps that fail, which its message tells in words.
 */
class DifferentialTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Property(tries = 2_000, seed = "20261128", edgeCases = EdgeCasesMode.NONE)
  void health_does_what_the_specification_says(
      @ForAll("setups") Setup setup, @ForAll("steps") List<Act> steps) {
    Statistics.label("compared to the end").collect(compare(setup, steps));
    Statistics.label("compared to the end")
        .coverage(all -> all.check(true).percentage(share -> share > 20));
  }

  /** The same for an hour or so, other steps each time; see CONTRIBUTING.md. */
  @Tag("long")
  @Property(tries = 2_400_000, edgeCases = EdgeCasesMode.NONE)
  void health_does_what_the_specification_says_for_an_hour(
      @ForAll("setups") Setup setup, @ForAll("steps") List<Act> steps) {
    compare(setup, steps);
  }

  /** Returns whether the specification leaves nothing of it open. */
  private static boolean compare(Setup setup, List<Act> steps) {
    return assertTimeoutPreemptively(PATIENCE, () -> run(setup, steps));
  }

  private static boolean run(Setup setup, List<Act> steps) {
    Trial trial = new Trial(setup);
    Verdict verdict = new Verdict(trial);
    try {
      verdict.look();
      for (Act step : steps) {
        trial.take(step);
        verdict.look();
      }
      verdict.close();
    } catch (AssertionError e) {
      throw new AssertionError(String.join("\n  ", trial.log) + "\n" + e.getMessage(), e);
    }
    return trial.oracle.left == null;
  }

  @Provide
  static Arbitrary<Setup> setups() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(true, false),
            Arbitraries.of(Setup.Overall.class),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, Act.MOST),
            Arbitraries.integers().between(0, Act.MOST))
        .as(Setup::new);
  }

  @Provide
  static Arbitrary<List<Act>> steps() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, Act.MOST);
    @SuppressWarnings("unchecked")
    Tuple.Tuple2<Integer, Act.Op>[] weights =
        Arrays.stream(Act.Op.values())
            .map(op -> Tuple.of(op.weight, op))
            .toArray(Tuple.Tuple2[]::new);
    return Combinators.combine(Arbitraries.frequency(weights), number, number, number)
        .as(Act::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }
}
