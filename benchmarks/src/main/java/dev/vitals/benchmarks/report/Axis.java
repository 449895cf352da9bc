package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis.
 *
 * @param least the value at its start
 * @param most the value at its end
 * @param start where it starts, in the drawing
 * @param end where it ends; less than the start on an axis that points up
 */
record Axis(double least, double most, double start, double end) {

  /** Returns one that spans these values, from a power of ten to a power of ten. */
  static Axis decades(List<Double> values, double start, double end) {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(10);
    double from = Math.floor(Math.log10(least));
    double to = Math.max(from + 1, Math.ceil(Math.log10(most)));
    return new Axis(Math.pow(10, from), Math.pow(10, to), start, end);
  }

  /** Returns where a value is, held to the axis. */
  double at(double value) {
    double held = Math.min(most, Math.max(least, value));
    return start + (end - start) * Math.log(held / least) / Math.log(most / least);
  }

  /** Returns the powers of ten on it. */
  List<Double> powers() {
    List<Double> powers = new ArrayList<>();
    for (double power = least; power <= most * 1.001; power *= 10) {
      powers.add(power);
    }
    return powers;
  }
}
