package dev.vitals.conformance.selftest;

import dev.vitals.conformance.run.CaseResult;
import java.time.Duration;
import java.util.List;

/**
 * What the suite made of one broken server or legal variant. Immutable.
 *
 * @param id of the mutant or variant
 * @param broken whether it is a mutant
 * @param kills cases that were to kill it and did
 * @param faults what is wrong with the suite's judgement, with how much fell with the bug and with
 *     what is named first; empty if nothing
 * @param cascade what is wrong with the latter two where it is only told: if all cases were run
 * @param results of all cases that were run
 * @param time that it took
 */
record Outcome(
    String id,
    boolean broken,
    List<CaseResult> kills,
    List<String> faults,
    List<String> cascade,
    List<CaseResult> results,
    Duration time) {

  Outcome {
    kills = List.copyOf(kills);
    faults = List.copyOf(faults);
    cascade = List.copyOf(cascade);
    results = List.copyOf(results);
  }

  /** Whether the suite judged as it should. */
  boolean isGood() {
    return faults.isEmpty();
  }
}
