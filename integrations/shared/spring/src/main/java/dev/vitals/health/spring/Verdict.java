package dev.vitals.health.spring;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns what an indicator says into the result of a check: by how its status, beside one that is
 * {@code UP}, is aggregated and mapped. So {@code UNKNOWN} passes if the order puts {@code UP}
 * first, as it does by default.
 *
 * <p>Two verdicts are equal if they come from the same aggregator and mapper.
 */
record Verdict(Aggregator aggregator, Mapper mapper) {

  /** Says which of several statuses counts. Equal to another if it has the same order. */
  @FunctionalInterface
  interface Aggregator {

    String aggregate(Set<String> statuses);
  }

  /** Says what gRPC shows of a status. */
  @FunctionalInterface
  interface Mapper {

    ServingStatus map(String status);
  }

  CheckResult of(Answer answer) {
    String counts = aggregator.aggregate(new LinkedHashSet<>(List.of(answer.status(), Answer.UP)));
    return switch (mapper.map(counts)) {
      case SERVING ->
          answer.status().equals(Answer.UP)
              ? CheckResult.passing()
              : CheckResult.passing(answer.reason());
      case NOT_SERVING -> CheckResult.failing(answer.reason());
      default -> CheckResult.unknown(answer.reason());
    };
  }

  /** Unknown if a service with no other indicator than this one is served as unknown. */
  CheckResult isKnown(Answer answer) {
    String alone = aggregator.aggregate(Set.of(answer.status()));
    return mapper.map(alone) == ServingStatus.UNKNOWN
        ? CheckResult.unknown(answer.status())
        : CheckResult.passing();
  }
}
