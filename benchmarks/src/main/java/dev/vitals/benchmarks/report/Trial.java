package dev.vitals.benchmarks.report;

import java.util.Map;

/**
 * One measurement on one fresh server.
 *
 * @param scenario what was measured, with its sizes
 * @param subject whose
 * @param round which repeat; those of one round ran one after the other
 * @param version of what was measured
 * @param figures what was found, by name; the names end on the units
 * @param failure why there are none; empty if there are
 * @param spinMicros how long a fixed piece of work took just before: the machine's speed then
 * @param othersPercent how much of the machine other processes took meanwhile; negative if unknown
 */
public record Trial(
    String scenario,
    String subject,
    int round,
    String version,
    Map<String, Double> figures,
    String failure,
    double spinMicros,
    double othersPercent) {

  /** Returns it as one of a later round. */
  Trial later(int rounds) {
    return new Trial(
        scenario, subject, round + rounds, version, figures, failure, spinMicros, othersPercent);
  }
}
