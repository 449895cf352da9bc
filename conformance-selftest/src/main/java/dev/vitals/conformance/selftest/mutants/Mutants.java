package dev.vitals.conformance.selftest.mutants;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every broken server, listed explicitly. Immutable. */
public final class Mutants {
  private static final List<Mutant> ALL =
      Stream.of(
              ServiceMutants.all(),
              CheckMutants.all(),
              SlowCheckMutants.all(),
              NameMutants.all(),
              SimilarNameMutants.all(),
              LongNameMutants.all(),
              HostLanguageMutants.all(),
              ListMutants.all(),
              ListChangeMutants.all(),
              WatchMutants.all(),
              EndMutants.all(),
              FanOutMutants.all(),
              WatcherMutants.all(),
              DeliveryMutants.all(),
              StateMutants.all(),
              ResourceMutants.all(),
              ClearMutants.all(),
              LeavingMutants.all(),
              LifeMutants.all(),
              RequestMutants.all(),
              FrameMutants.all(),
              Http2Mutants.all(),
              TrailerMutants.all(),
              VolumeMutants.all(),
              RepetitionMutants.all(),
              LameDuckMutants.all(),
              ManyNamesMutants.all(),
              LoadMutants.all(),
              ConnectionMutants.all())
          .flatMap(List::stream)
          .toList();

  private Mutants() {}

  public static List<Mutant> all() {
    return ALL;
  }

  public static Optional<Mutant> find(String id) {
    return ALL.stream().filter(mutant -> mutant.id().equals(id)).findFirst();
  }
}
