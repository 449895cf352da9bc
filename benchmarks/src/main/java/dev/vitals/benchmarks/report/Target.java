package dev.vitals.benchmarks.report;

import java.util.Optional;

/**
 * A bound that Vitals promises to keep, and what a run found.
 *
 * @param name what is promised
 * @param bound the bound, in words
 * @param found the figure, with its spread over the rounds; empty if the run has none
 * @param verdict whether it holds
 */
record Target(String name, String bound, String found, Verdict verdict) {

  /** Whether a target holds. */
  enum Verdict {
    /** The median is within the bound. */
    HOLDS("PASS"),
    /**
     * The median is beyond the bound, but some rounds were within it; or there was only one round,
     * which missed by less than two processes differ.
     */
    UNCLEAR("unclear"),
    /** Every round was beyond the bound. */
    MISSED("MISS"),
    /**
     * The medians of Vitals and of the floor are both beyond the bound, and within {@link
     * #MAX_FLOOR_RATIO} of each other: no service on grpc-java with such executors could hold it in
     * this run.
     */
    OUT_OF_REACH("out of reach"),
    /** This run did not measure it. */
    NOT_MEASURED("not measured");

    final String word;

    Verdict(String word) {
      this.word = word;
    }
  }

  /** The unit of what compares two processes. */
  static final String TIMES = " ×";

  /** By how much one pair of processes differs from the next: one round can't resolve less. */
  private static final double PROCESS_SPREAD_RATIO = 1.2;

  /**
   * What takes at most this many times as long as the floor is as fast as a service on grpc-java
   * gets with such executors.
   */
  static final double MAX_FLOOR_RATIO = 1.15;

  /** A figure of at most this. */
  static Target atMost(String name, double bound, String unit, Optional<Spread> spread) {
    return spread
        .map(
            found ->
                new Target(
                    name,
                    "≤ " + Words.number(bound) + unit,
                    Words.spread(found, unit),
                    verdict(found.median() <= bound, found.least() / doubt(found, unit) <= bound)))
        .orElse(new Target(name, "≤ " + Words.number(bound) + unit, "", Verdict.NOT_MEASURED));
  }

  /** A figure of at least this. */
  static Target atLeast(String name, double bound, String unit, Optional<Spread> spread) {
    return spread
        .map(
            found ->
                new Target(
                    name,
                    "≥ " + Words.number(bound) + unit,
                    Words.spread(found, unit),
                    verdict(found.median() >= bound, found.most() * doubt(found, unit) >= bound)))
        .orElse(new Target(name, "≥ " + Words.number(bound) + unit, "", Verdict.NOT_MEASURED));
  }

  /** At least this far ahead of a peer. If it is missed, the floor's ratio stands beside it. */
  static Target ahead(String name, double bound, Optional<Spread> found, Optional<Spread> floor) {
    Target target = atLeast(name, bound, TIMES, found);
    return floor
        .filter(f -> f.median() < bound)
        .map(
            f ->
                target.besideFloor(
                    f.median(), found.map(s -> s.median() * MAX_FLOOR_RATIO >= f.median())))
        .orElse(target);
  }

  /** At most this far behind a peer. If it is missed, the floor's ratio stands beside it. */
  static Target behind(String name, double bound, Optional<Spread> found, Optional<Spread> floor) {
    Target target = atMost(name, bound, TIMES, found);
    return floor
        .filter(f -> f.median() > bound)
        .map(
            f ->
                target.besideFloor(
                    f.median(), found.map(s -> s.median() <= f.median() * MAX_FLOOR_RATIO)))
        .orElse(target);
  }

  /** Adds the ratio of a floor that misses the bound too; if it is near, that excuses the miss. */
  private Target besideFloor(double floor, Optional<Boolean> isNear) {
    if (isNear.isEmpty() || verdict == Verdict.HOLDS) {
      return this;
    }
    return new Target(
        name,
        bound,
        found + "; floor " + Words.number(floor) + TIMES,
        isNear.get() ? Verdict.OUT_OF_REACH : verdict);
  }

  /** Marks the figure as a lower bound: a target that seems to be missed may hold. */
  Target orMore() {
    return verdict == Verdict.NOT_MEASURED
        ? this
        : new Target(
            name, bound, "> " + found, verdict == Verdict.MISSED ? Verdict.UNCLEAR : verdict);
  }

  /** Adds a remark to the figure. */
  Target remarked(String remark) {
    return new Target(name, bound, found + "; " + remark, verdict);
  }

  private static double doubt(Spread found, String unit) {
    return found.rounds() == 1 && unit.equals(TIMES) ? PROCESS_SPREAD_RATIO : 1;
  }

  private static Verdict verdict(boolean median, boolean any) {
    return median ? Verdict.HOLDS : any ? Verdict.UNCLEAR : Verdict.MISSED;
  }
}
