package dev.vitals.conformance.run;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run of a case. Immutable.
 *
 * @param test the case
 * @param repetition which of the repeated runs, from 1
 * @param verdict of the case
 * @param expected what the clause asks for, where it was broken
 * @param came what came instead
 * @param reason why there is no judgement, or what the rig says
 * @param endOfSubject whether the judgement is that the subject ended or no longer obeys
 * @param blockedBy the clause that is broken on the way there
 * @param notes remarks
 * @param measures numbers
 * @param timeline what happened when
 * @param micros how long it took
 * @param seed that replays it
 */
public record CaseResult(
    Case test,
    int repetition,
    Verdict verdict,
    @Nullable String expected,
    @Nullable String came,
    @Nullable String reason,
    boolean endOfSubject,
    @Nullable String blockedBy,
    List<String> notes,
    List<Evidence.Measure> measures,
    List<String> timeline,
    long micros,
    long seed) {

  public CaseResult {
    notes = List.copyOf(notes);
    measures = List.copyOf(measures);
    timeline = List.copyOf(timeline);
  }

  /** A result without a run behind it. */
  public static CaseResult without(
      Case test, int repetition, Verdict verdict, String reason, long seed) {
    return new CaseResult(
        test,
        repetition,
        verdict,
        null,
        null,
        reason,
        false,
        null,
        List.of(),
        List.of(),
        List.of(),
        0,
        seed);
  }

  /** The same with another verdict, for a reason. */
  CaseResult as(Verdict other, @Nullable String because) {
    return new CaseResult(
        test,
        repetition,
        other,
        expected,
        came,
        because,
        endOfSubject,
        blockedBy,
        notes,
        measures,
        timeline,
        micros,
        seed);
  }

  public Clause clause() {
    return test.clause();
  }
}
