package dev.vitals.benchmarks.harness;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one trial found: figures by name, in the units that the names end on. */
final class Figures {

  private final Map<String, Double> values = new LinkedHashMap<>();

  Figures put(String name, double value) {
    values.put(name, value);
    return this;
  }

  /** Puts a sample's median, and its tenths from either end. Nanoseconds, shown as microseconds. */
  Figures micros(String name, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    put(name + "_us", sorted[sorted.length / 2] / 1e3);
    put(name + "_p10_us", sorted[sorted.length / 10] / 1e3);
    put(name + "_p90_us", sorted[sorted.length - 1 - sorted.length / 10] / 1e3);
    return this;
  }

  /** Puts the lower quartile of slices of time: what slows most of them down is left out. */
  Figures quiet(String name, double[] slices) {
    double[] sorted = slices.clone();
    Arrays.sort(sorted);
    return put(name, sorted[sorted.length / 4]);
  }

  Map<String, Double> values() {
    return values;
  }
}
