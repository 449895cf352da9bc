package dev.vitals.conformance.selftest.legal;

import dev.vitals.conformance.reference.ReferenceHealth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every legal variant, listed explicitly; the first is the reference itself. Immutable. */
public final class LegalVariants {
  private static final List<LegalVariant> ALL =
      Stream.of(
              List.of(LegalVariant.rpc("reference", "no habits at all", ReferenceHealth::new)),
              AnswerHabits.all(),
              WatchHabits.all(),
              StateHabits.all(),
              EndHabits.all(),
              FrameHabits.all(),
              Http2Habits.all(),
              CodeHabits.all(),
              RhythmHabits.all(),
              LimitHabits.all())
          .flatMap(List::stream)
          .toList();

  private LegalVariants() {}

  public static List<LegalVariant> all() {
    return ALL;
  }

  public static Optional<LegalVariant> find(String id) {
    return ALL.stream().filter(variant -> variant.id().equals(id)).findFirst();
  }
}
