package dev.vitals.conformance.cases;

import dev.vitals.conformance.rig.Case;
import java.util.List;
import java.util.stream.Stream;

/** Every case, listed explicitly, in the order of the clauses. Immutable. */
public final class Catalogue {
  private static final List<Case> ALL =
      Stream.of(
              CheckCases.all(),
              CheckOverallCases.all(),
              CheckLoadCases.all(),
              NameCases.all(),
              NameLengthCases.all(),
              LongNameCases.all(),
              HostLanguageCases.all(),
              ListCases.all(),
              ListLimitCases.all(),
              WatchFirstCases.all(),
              WatchSideEffectCases.all(),
              WatchCases.all(),
              WatchersCases.all(),
              WatchLimitCases.all(),
              WatchRaceCases.all(),
              AimedRaceCases.all(),
              LifeCases.all(),
              LifeWatchCases.all(),
              SimilarNameCases.all(),
              RepetitionCases.all(),
              EnduranceCases.all(),
              LongConnectionCases.all(),
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
              RawWindowCases.all(),
              RawHttp2Cases.all(),
              RawLoadCases.all(),
              RawStopCases.all(),
              ProbeCases.all(),
              BalancerCases.all(),
              H2specCases.all())
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  public static List<Case> all() {
    return ALL;
  }
}
