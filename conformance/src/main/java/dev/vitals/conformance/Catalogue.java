package dev.vitals.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Every case, listed explicitly, in the order of the clauses. Immutable. */
final class Catalogue {
  private static final List<Case> ALL =
      Stream.of(
              CheckCases.all(),
              CheckOverallCases.all(),
              CheckLoadCases.all(),
              NameCases.all(),
              NameLengthCases.all(),
              ListCases.all(),
              ListLimitCases.all(),
              WatchFirstCases.all(),
              WatchCases.all(),
              WatchersCases.all(),
              WatchLimitCases.all(),
              WatchRaceCases.all(),
              LifeCases.all(),
              LifeWatchCases.all(),
              NeighbourCases.all(),
              AgainCases.all(),
              EnduranceCases.all(),
              CancelCases.all(),
              VolumeCases.all(),
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
              RawStopCases.all(),
              ProbeCases.all(),
              BalancerCases.all())
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  static List<Case> all() {
    return ALL;
  }
}
