package dev.vitals.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Every case that the raw client tells, in the order of the clauses. */
final class RawCases {
  private RawCases() {}

  static List<Case> all() {
    return Stream.of(
            RawServiceCases.all(),
            RawAnswerCases.all(),
            RawTimeoutCases.all(),
            RawRequestCases.all(),
            RawCompressionCases.all(),
            RawTrailerCases.all(),
            RawWatchCases.all(),
            RawBacklogCases.all(),
            RawFlowCases.all(),
            RawLoadCases.all(),
            RawStopCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
