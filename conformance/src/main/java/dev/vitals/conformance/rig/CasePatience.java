package dev.vitals.conformance.rig;

import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How long one case waits for what, and what it has waited for in vain: what a server was seen
 * never to send is not waited for as long as anything else. Thread-safe.
 */
final class CasePatience {
  /** How long something is waited for that was seen never to come. */
  static final Duration IN_VAIN = Duration.ofMillis(500);

  private static final String OF_SEVERAL = "HC-WATCH-13";

  private final ShownFaults shown;
  private final Set<Awaited> missed = EnumSet.noneOf(Awaited.class); // guarded by this
  private int watches; // guarded by this

  CasePatience(ShownFaults shown) {
    this.shown = shown;
  }

  /** How long to wait for it, where anything else would get {@code limit}. */
  Duration within(Duration limit, Awaited what) {
    boolean isShort = isInVain(what) || isOfSeveral(what);
    return isShort && limit.compareTo(IN_VAIN) > 0 ? IN_VAIN : limit;
  }

  /** Whether its silence would be no news: one of several watchers was seen to be left out. */
  private boolean isOfSeveral(Awaited what) {
    boolean isOnWatch = what != Awaited.CHECK && what != Awaited.LIST;
    return isOnWatch && hasSeveralWatches() && shown.isFound(OF_SEVERAL);
  }

  boolean isInVain(Awaited what) {
    boolean isChange = what == Awaited.CHANGE_TO_UNKNOWN;
    return shown.include(what) || (isChange && shown.include(Awaited.CHANGE));
  }

  /** One more Watch was opened. */
  synchronized void watched() {
    watches++;
  }

  private synchronized boolean hasSeveralWatches() {
    return watches > 1;
  }

  /** It has come. */
  void came(Awaited what) {
    shown.came(what);
  }

  /** It has not come. */
  synchronized void miss(Awaited what) {
    missed.add(what);
  }

  /**
   * The violation for what has not come.
   *
   * @throws Blocked if that was seen before, so that the clause about it is the cause
   */
  Violation missed(Awaited what, Violation late) {
    miss(what);
    if (shown.include(what.clauseId())) {
      throw new Blocked(what.clauseId(), late);
    }
    return late;
  }

  /**
   * The same of a Watch: that changes come at all goes before that one of them does, and a server
   * that tells one of several watchers was seen to leave others out.
   */
  Violation missedOnWatch(Awaited what, Violation late) {
    if (what == Awaited.CHANGE_TO_UNKNOWN) {
      restingOn(late, Awaited.CHANGE.clauseId());
    }
    missed(what, late);
    return hasSeveralWatches() ? restingOn(late, OF_SEVERAL) : late;
  }

  /**
   * The violation of something that these clauses are about, met on the way to another.
   *
   * @throws Blocked by the first of them that was seen to be broken before
   */
  Violation restingOn(Violation violation, String... clauseIds) {
    return restingOn(violation, List.of(clauseIds));
  }

  /** The same of several. */
  Violation restingOn(Violation violation, List<String> clauseIds) {
    for (String clauseId : clauseIds) {
      if (shown.include(clauseId)) {
        throw new Blocked(clauseId, violation);
      }
    }
    return violation;
  }

  /**
   * The violation of something that these clauses explain, whatever it is about.
   *
   * @throws Blocked by the first of them that was found broken itself
   */
  Violation explainedBy(Violation violation, List<String> clauseIds) {
    for (String clauseId : clauseIds) {
      if (shown.isFound(clauseId)) {
        throw new Blocked(clauseId, violation);
      }
    }
    return violation;
  }

  /** What was waited for in vain. */
  synchronized Set<Awaited> missed() {
    return Set.copyOf(missed);
  }
}
