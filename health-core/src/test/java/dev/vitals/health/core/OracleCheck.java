package dev.vitals.health.core;

import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.core.Spec.Sort;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the specification says of one check that some service lists: its results with thresholds and
 * staleness applied, and the run under way. It knows the time by its oracle.
 */
final class OracleCheck {

  final Oracle oracle;
  final Spec spec;

  Outcome last = Outcome.UNKNOWN;
  Outcome verdict = Outcome.UNKNOWN;
  final Set<String> decided = new LinkedHashSet<>(); // reasons, any of which may be named
  boolean known; // has a result
  int streak; // Oracle.OPEN where the specification leaves it open
  long at; // since when the last result is as old as its age
  long recorded; // when it came
  boolean stopped;
  boolean off; // decides nothing, since an operator says so
  int settled; // how many runs have settled

  boolean running;
  int run; // its number among all runs of this check
  private long begun;
  private boolean overrun;
  private long nextFailure;
  private long ended;
  private boolean hasEnded;

  OracleCheck(Oracle oracle, Spec spec) {
    this.oracle = oracle;
    this.spec = spec;
  }

  /** Whether a run has timed out and goes on. */
  boolean overruns() {
    return running && overrun;
  }

  Outcome outcome() {
    return isStale() ? Outcome.UNKNOWN : verdict;
  }

  /**
   * A result on demand is renewed when somebody asks, so it does not grow stale by itself. A run
   * that goes on after its timeout is a failure for as long as it lasts.
   */
  boolean isStale() {
    return spec.sort() == Sort.BACKGROUND
        && known
        && !(overruns() && verdict == Outcome.FAILING)
        && isOld();
  }

  boolean isOld() {
    return oracle.now - at > spec.stale();
  }

  // Runs.

  void begin() {
    running = true;
    overrun = false;
    begun = oracle.now;
    run = oracle.countRun(spec.name());
    if (spec.scripted()) {
      Result result = oracle.script(spec.name());
      finish(result.outcome(), result.reason());
    }
  }

  /** The code of the run under way has ended. What it found counts unless it is too late. */
  void finish(Outcome outcome, String reason) {
    if (!overrun) {
      settle(outcome, reason);
    } else if (verdict == Outcome.FAILING) {
      at = oracle.now; // the failure was a fact until now
    }
    running = false;
    ended = oracle.now;
    hasEnded = true;
    oracle.recompute(this);
  }

  private void settle(Outcome outcome, String reason) {
    record(outcome, reason);
    settled++;
    oracle.ran.computeIfAbsent(spec.name(), any -> new ArrayList<>()).add(outcome);
  }

  private void timeOut() {
    settle(Outcome.FAILING, "?");
    overrun = true;
    nextFailure = oracle.now + spec.interval() + spec.timeout();
    oracle.recompute(this);
    if (spec.obeys()) {
      finish(Outcome.FAILING, "cancelled");
    }
  }

  private void failAgain() {
    if (spec.sort() == Sort.ON_DEMAND) {
      streak = Oracle.OPEN;
      if (verdict != Outcome.FAILING) {
        oracle.open("whether a run on demand that hangs is counted again while nobody asks");
      }
    } else {
      record(Outcome.FAILING, "?");
    }
    nextFailure = oracle.now + spec.interval() + spec.timeout();
    oracle.recompute(this);
  }

  // Results.

  void record(Outcome outcome, String reason) {
    boolean wasStale = isStale();
    boolean again = known && !wasStale && outcome == last;
    if (spec.sort() == Sort.ON_DEMAND && known && isOld()) {
      boolean matters = outcome != verdict && threshold(outcome) > 1;
      if (matters && verdict != Outcome.UNKNOWN) {
        oracle.open("whether a result on demand counts at once after one that is too old");
      }
      streak = again ? Oracle.OPEN : 1;
    } else {
      streak = again ? (streak == Oracle.OPEN ? Oracle.OPEN : streak + 1) : 1;
    }
    boolean enough = streak != Oracle.OPEN && streak >= threshold(outcome);
    if (verdict == Outcome.UNKNOWN || wasStale || enough) {
      decided.clear();
      verdict = outcome;
    }
    if (outcome == verdict) {
      decided.add(reason);
    }
    last = outcome;
    known = true;
    at = oracle.now;
    recorded = at;
  }

  int threshold(Outcome outcome) {
    return switch (outcome) {
      case PASSING -> spec.passes();
      case FAILING -> spec.failures();
      case UNKNOWN -> 1;
    };
  }

  // On demand.

  /** Somebody asks, or begins to watch. */
  void ask() {
    if (spec.sort() != Sort.ON_DEMAND || running) {
      return;
    }
    boolean due = !known || oracle.now - at >= spec.interval();
    if (known && due != (oracle.now - recorded >= spec.interval())) {
      oracle.open("the age of a failure whose run went on");
    }
    if (due) {
      begin();
    }
  }

  /** Whether a question waits for the run under way, since there is no usable result. */
  boolean isAwaited() {
    return spec.sort() == Sort.ON_DEMAND && running && !overrun && (!known || isOld());
  }

  // What comes by itself.

  /** Adds what is next to happen. */
  void foresee(List<Oracle.Event> events) {
    if (running) {
      events.add(
          overrun
              ? new Oracle.Event(nextFailure, true, this::failAgain)
              : new Oracle.Event(begun + spec.timeout(), true, this::timeOut));
    } else if (hasEnded && (spec.sort() == Sort.BACKGROUND || oracle.isWatched(this))) {
      long due = Math.max(ended + spec.interval(), oracle.now);
      events.add(new Oracle.Event(due, spec.scripted(), this::begin));
    }
    boolean canExpire = spec.sort() == Sort.BACKGROUND && known && !isStale();
    long expiry = at + spec.stale() + 1;
    if (canExpire && expiry > oracle.now && !(overruns() && verdict == Outcome.FAILING)) {
      events.add(new Oracle.Event(expiry, true, this::expire));
    }
  }

  private void expire() {
    if (ended > recorded) {
      oracle.open("the age of a failure whose run went on, while a threshold keeps the check up");
    }
    oracle.recompute(this);
  }

  /** What a script has the next run find. */
  record Result(Outcome outcome, String reason) {}
}
