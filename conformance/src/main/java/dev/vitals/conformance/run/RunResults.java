package dev.vitals.conformance.run;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run found out. Immutable.
 *
 * @param plan that was run
 * @param capabilities of the subject; {@code null} if it never became ready
 * @param results in the order of the catalogue
 * @param nanos that the run took
 * @param load of the machine meanwhile
 * @param triedAgain how many cases were tried once more for that
 */
public record RunResults(
    RunPlan plan,
    @Nullable Capabilities capabilities,
    List<CaseResult> results,
    long nanos,
    MachineLoad load,
    int triedAgain) {

  public RunResults {
    results = List.copyOf(results);
  }

  /** The same run with these results. */
  public RunResults with(List<CaseResult> others) {
    return new RunResults(plan, capabilities, others, nanos, load, triedAgain);
  }

  public long count(Predicate<CaseResult> which) {
    return results.stream().filter(which).count();
  }

  public long count(Verdict verdict) {
    return count(result -> result.verdict() == verdict);
  }

  public Duration duration() {
    return Duration.ofNanos(nanos);
  }
}
