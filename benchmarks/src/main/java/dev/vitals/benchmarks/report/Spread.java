package dev.vitals.benchmarks.report;

import java.util.Collection;

/**
 * What several rounds found of one thing: the middle, and how far apart they were.
 *
 * @param median the middle; of two, their mean
 * @param least the lowest
 * @param most the highest
 * @param rounds how many there were
 */
record Spread(double median, double least, double most, int rounds) {

  static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int rounds = sorted.length;
    if (rounds == 0) {
      throw new IllegalArgumentException("values: none (expected: one at least)");
    }
    double median = (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
    return new Spread(median, sorted[0], sorted[rounds - 1], rounds);
  }
}
