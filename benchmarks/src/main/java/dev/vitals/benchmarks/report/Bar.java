package dev.vitals.benchmarks.report;

import java.util.Optional;

/**
 * One promise, and what a run found of it.
 *
 * @param name what is promised
 * @param law the bound, in words
 * @param found the figure, with its spread over the rounds; empty if the run has none
 * @param verdict whether it holds
 */
record Bar(String name, String law, String found, Verdict verdict) {

  /** Whether a bar holds. */
  enum Verdict {
    /** The median is within the bound. */
    HOLDS("PASS"),
    /**
     * The median is beyond the bound, but some rounds were within, or there was one round and two
     * processes might differ by as much: too noisy to tell.
     */
    UNCLEAR("unclear"),
    /** Every round was beyond the bound. */
    MISSED("MISS"),
    /**
     * The median is beyond the bound, the floor's is beyond it as well, and no more than {@link
     * #NEAR} away: in this run no service on grpc-java with such executors could hold it.
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

  /** By how much one pair of processes differs from the next, so that one round tells no less. */
  private static final double PAIR = 1.2;

  /**
   * What is not slower than the floor by more is as fast as a service on grpc-java gets with such
   * executors.
   */
  static final double NEAR = 1.15;

  /** One that holds up to a bound. */
  static Bar atMost(String name, double bound, String unit, Optional<Spread> spread) {
    return spread
        .map(
            found ->
                new Bar(
                    name,
                    "≤ " + Words.number(bound) + unit,
                    Words.spread(found, unit),
                    verdict(found.median() <= bound, found.least() / doubt(found, unit) <= bound)))
        .orElse(new Bar(name, "≤ " + Words.number(bound) + unit, "", Verdict.NOT_MEASURED));
  }

  /** One that holds from a bound on. */
  static Bar atLeast(String name, double bound, String unit, Optional<Spread> spread) {
    return spread
        .map(
            found ->
                new Bar(
                    name,
                    "≥ " + Words.number(bound) + unit,
                    Words.spread(found, unit),
                    verdict(found.median() >= bound, found.most() * doubt(found, unit) >= bound)))
        .orElse(new Bar(name, "≥ " + Words.number(bound) + unit, "", Verdict.NOT_MEASURED));
  }

  /** One that tells how far ahead of a peer it is, and what the floor is, should it be missed. */
  static Bar ahead(String name, double bound, Optional<Spread> found, Optional<Spread> floor) {
    Bar bar = atLeast(name, bound, TIMES, found);
    return floor
        .filter(f -> f.median() < bound)
        .map(f -> bar.besideFloor(f.median(), found.map(s -> s.median() * NEAR >= f.median())))
        .orElse(bar);
  }

  /**
   * One that tells how far behind a peer it is at most, and what the floor is, should it be missed.
   */
  static Bar behind(String name, double bound, Optional<Spread> found, Optional<Spread> floor) {
    Bar bar = atMost(name, bound, TIMES, found);
    return floor
        .filter(f -> f.median() > bound)
        .map(f -> bar.besideFloor(f.median(), found.map(s -> s.median() <= f.median() * NEAR)))
        .orElse(bar);
  }

  /** Returns it with the floor, which misses it: with one that is near, it is out of reach. */
  private Bar besideFloor(double floor, Optional<Boolean> isNear) {
    if (isNear.isEmpty() || verdict == Verdict.HOLDS) {
      return this;
    }
    return new Bar(
        name,
        law,
        found + "; floor " + Words.number(floor) + TIMES,
        isNear.get() ? Verdict.OUT_OF_REACH : verdict);
  }

  /** Returns it with what its figure is a lower bound of: one that is missed so far may hold. */
  Bar orMore() {
    return verdict == Verdict.NOT_MEASURED
        ? this
        : new Bar(name, law, "> " + found, verdict == Verdict.MISSED ? Verdict.UNCLEAR : verdict);
  }

  /** Returns it with a remark, which tells why it is as it is found. */
  Bar remarked(String remark) {
    return new Bar(name, law, found + "; " + remark, verdict);
  }

  private static double doubt(Spread found, String unit) {
    return found.rounds() == 1 && unit.equals(TIMES) ? PAIR : 1;
  }

  private static Verdict verdict(boolean median, boolean any) {
    return median ? Verdict.HOLDS : any ? Verdict.UNCLEAR : Verdict.MISSED;
  }
}
