package dev.vitals.conformance;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every legal variant, listed explicitly; the first is the reference itself. Immutable. */
final class Benigns {
  private static final List<Benign> ALL =
      Stream.of(
              List.of(Benign.rpc("reference", "no habits at all", ReferenceHealth::new)),
              BenignAnswers.all(),
              BenignWatches.all(),
              BenignStates.all(),
              BenignEnds.all(),
              BenignFrames.all(),
              BenignCodes.all(),
              BenignRhythms.all())
          .flatMap(List::stream)
          .toList();

  private Benigns() {}

  static List<Benign> all() {
    return ALL;
  }

  static Optional<Benign> find(String id) {
    return ALL.stream().filter(variant -> variant.id().equals(id)).findFirst();
  }
}
