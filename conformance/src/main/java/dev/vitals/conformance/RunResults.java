package dev.vitals.conformance;

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
 */
record RunResults(
    RunPlan plan, @Nullable Capabilities capabilities, List<CaseResult> results, long nanos) {

  RunResults {
    results = List.copyOf(results);
  }

  long count(Predicate<CaseResult> which) {
    return results.stream().filter(which).count();
  }

  long count(Verdict verdict) {
    return count(result -> result.verdict() == verdict);
  }

  Duration duration() {
    return Duration.ofNanos(nanos);
  }
}
