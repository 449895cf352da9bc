package dev.vitals.conformance.selftest.mutants;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every broken server, listed explicitly. Immutable. */
public final class Mutants {
  private static final List<Mutant> ALL =
      Stream.of(
              MutantsOfService.all(),
              MutantsOfCheck.all(),
              MutantsOfSlowChecks.all(),
              MutantsOfNames.all(),
              MutantsOfLookAlikes.all(),
              MutantsOfList.all(),
              MutantsOfListChanges.all(),
              MutantsOfWatch.all(),
              MutantsOfEnds.all(),
              MutantsOfFanOut.all(),
              MutantsOfWatchers.all(),
              MutantsOfDelivery.all(),
              MutantsOfStates.all(),
              MutantsOfRoom.all(),
              MutantsOfClear.all(),
              MutantsOfLeaving.all(),
              MutantsOfLife.all(),
              MutantsOfRequests.all(),
              MutantsOfFrames.all(),
              MutantsOfTrailers.all(),
              MutantsOfVolume.all(),
              MutantsOfSecondTimes.all(),
              MutantsOfLameDuck.all(),
              MutantsOfMany.all(),
              MutantsOfLoad.all())
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
