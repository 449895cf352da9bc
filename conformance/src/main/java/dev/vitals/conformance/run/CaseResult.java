package dev.vitals.conformance.run;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Evidence;
import java.util.ArrayList;
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
 * @param doubt why another try may come out otherwise, or {@code null}
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
    @Nullable Doubt doubt,
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
        null,
        List.of(),
        List.of(),
        List.of(),
        0,
        seed);
  }

  /** One that was not run, since a clause that it waits for is known to be broken. */
  static CaseResult withheld(Case test, int repetition, String clauseId, long seed) {
    CaseResult blocked = without(test, repetition, Verdict.BLOCKED, "waits for " + clauseId, seed);
    return blocked.with(Verdict.BLOCKED, blocked.reason, clauseId, Doubt.WITHHELD, List.of());
  }

  /** The same with another verdict, for a reason. */
  CaseResult as(Verdict other, @Nullable String because) {
    return with(other, because, blockedBy, doubt, notes);
  }

  /** The same, blocked by the clause that is broken at the end of a chain. */
  CaseResult waitingFor(String root, String because) {
    return with(Verdict.BLOCKED, because, root, doubt, notes);
  }

  /** What this blocked case saw, as the failure of a case of the clause that blocks it. */
  CaseResult chargedTo(Case own) {
    return new CaseResult(
        own,
        repetition,
        Verdict.FAIL,
        expected,
        came,
        "met in " + test.id(),
        endOfSubject,
        null,
        null,
        notes,
        measures,
        timeline,
        micros,
        seed);
  }

  /** What this result in doubt and that of a second try, alone, come to. */
  CaseResult settledBy(CaseResult again) {
    if (doubt == Doubt.WITHHELD) {
      return again.with(again.verdict, again.reason, again.blockedBy, null, again.notes);
    }
    if (doubt == Doubt.CROWDED) {
      return again.noting("tried on a subject of its own, since List was refused before");
    }
    if (again.doubt == Doubt.OVERWHELMED) {
      String what = expected == null ? String.valueOf(reason) : "expected " + expected;
      String late = "the machine was too busy to tell, twice: " + what;
      return again.with(Verdict.HARNESS_ERROR, late, null, again.doubt, again.notes);
    }
    return again.noting("tried once more, alone: the machine was busy, and it came late before");
  }

  private CaseResult noting(String remark) {
    List<String> more = new ArrayList<>(notes);
    more.add(remark);
    return with(verdict, reason, blockedBy, null, more);
  }

  private CaseResult with(
      Verdict other,
      @Nullable String because,
      @Nullable String by,
      @Nullable Doubt left,
      List<String> remarks) {
    return new CaseResult(
        test,
        repetition,
        other,
        expected,
        came,
        because,
        endOfSubject,
        by,
        left,
        remarks,
        measures,
        timeline,
        micros,
        seed);
  }

  /** Whether there is a run behind it. */
  boolean wasRun() {
    return micros > 0;
  }

  /** Whether the machine was too busy to tell, however often it was tried. */
  public boolean isUntold() {
    return verdict == Verdict.HARNESS_ERROR && doubt == Doubt.OVERWHELMED;
  }

  public Clause clause() {
    return test.clause();
  }
}
