package dev.vitals.benchmarks.report;

import java.util.Optional;

/**
 * A figure that tables and plots show.
 *
 * @param title what it is called
 * @param scenario in which it is found
 * @param figure its name in the results
 * @param unit how it is written
 */
record Measure(String title, String scenario, String figure, Unit unit) {

  /** The unit of a figure. */
  enum Unit {
    MICROS,
    MILLIS,
    BYTES,
    KILOBYTES,
    COUNT;

    String format(double value) {
      return switch (this) {
        case MICROS -> Words.micros(value);
        case MILLIS -> Words.micros(value * 1e3);
        case BYTES -> Words.number(Math.rint(value)) + " B";
        case KILOBYTES -> Words.number(Math.rint(value)) + " KB";
        case COUNT -> Words.number(value);
      };
    }
  }

  /** A figure in microseconds. */
  static Measure micros(String title, String scenario, String figure) {
    return new Measure(title, scenario, figure, Unit.MICROS);
  }

  /** Returns the median over the rounds; empty if a subject has none. */
  Optional<Double> median(Summary summary, String subject) {
    return summary.figure(scenario, subject, figure).map(Spread::median);
  }

  /**
   * Returns the median as text: "failed" if the subject's trials failed, empty if there were none.
   */
  String cell(Summary summary, String subject) {
    return median(summary, subject)
        .map(median -> (isCutOff(summary, subject) ? "> " : "") + unit.format(median))
        .orElseGet(() -> summary.failure(scenario, subject).map(failure -> "failed").orElse(""));
  }

  private boolean isCutOff(Summary summary, String subject) {
    return summary
        .figure(scenario, subject, "cut_off")
        .filter(cutOff -> cutOff.most() > 0)
        .isPresent();
  }
}
