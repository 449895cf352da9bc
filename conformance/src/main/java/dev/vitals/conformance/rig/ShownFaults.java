package dev.vitals.conformance.rig;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server was seen to get wrong or to lack earlier in a run, so that later cases are blocked
 * by that and need not wait for it in vain. Thread-safe; one a run.
 *
 * <p>A clause is broken if the case found that which others rest on ({@link Foundations}); what
 * rests on a foundation that waits for a broken clause waits with it. A server lacks what a case
 * has waited for in vain as long as it has never come, in no case; or what the very case of its
 * clause waited for. One case on a quiet machine shows it, and two on a busy one.
 */
public final class ShownFaults {
  private static final int ENOUGH = 2;

  /** What it was that did not come in these cases. */
  private static final Map<String, Awaited> OWN_CASES =
      Map.of(
          "HC-WATCH-01/current-status", Awaited.FIRST_OF_KNOWN,
          "HC-WATCH-02/unknown", Awaited.FIRST_OF_UNKNOWN,
          "HC-WATCH-05/each-change", Awaited.CHANGE);

  /** Whoever needs one of these methods needs its answers. */
  private static final Map<Need, Awaited> ANSWERS =
      Map.of(Need.CHECK, Awaited.CHECK, Need.LIST, Awaited.LIST);

  /* Guarded by this. */
  private final Set<String> brokenClauses = new HashSet<>();
  private final Set<String> waitingClauses = new HashSet<>();
  private final Set<Awaited> broken = EnumSet.noneOf(Awaited.class);
  private final Set<Awaited> seen = EnumSet.noneOf(Awaited.class);
  private final Map<Awaited, Integer> missed = new EnumMap<>(Awaited.class);

  /** This case, which others rest on, found its clause broken. */
  public synchronized void broke(Case foundation) {
    brokenClauses.add(foundation.clauseId());
  }

  /** This case, which others rest on, can't be told, since it rests on such a clause in turn. */
  public synchronized void waits(Case foundation) {
    waitingClauses.add(foundation.clauseId());
  }

  /** Nothing came in this case, on a machine that was not too busy to tell. */
  public synchronized void nothingCame(String test) {
    Optional.ofNullable(OWN_CASES.get(test)).ifPresent(broken::add);
  }

  /** A case has waited for these in vain. */
  public synchronized void missed(Collection<Awaited> all, boolean onBusyMachine) {
    all.forEach(each -> missed.merge(each, onBusyMachine ? 1 : ENOUGH, Integer::sum));
  }

  /** It has come, in whatever case. */
  synchronized void came(Awaited what) {
    seen.add(what);
  }

  /** Whether it is waited for in vain. */
  public synchronized boolean include(Awaited what) {
    boolean never = !seen.contains(what) && missed.getOrDefault(what, 0) >= ENOUGH;
    return never || broken.contains(what);
  }

  /** Whether the very case of this clause found it broken. */
  public synchronized boolean isFound(String clauseId) {
    return brokenClauses.contains(clauseId)
        || broken.stream().anyMatch(what -> what.clauseId().equals(clauseId));
  }

  /** Whether nothing mends this clause any more: it was found broken, or waits for one that was. */
  public synchronized boolean isSettled(String clauseId) {
    return isFound(clauseId) || waitingClauses.contains(clauseId);
  }

  /** Whether this clause was seen to be broken, so that what waits for it is blocked at once. */
  public synchronized boolean include(String clauseId) {
    if (isSettled(clauseId)) {
      return true;
    }
    for (Awaited what : Awaited.values()) {
      if (what.clauseId().equals(clauseId) && include(what)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The clause by which a method that the case needs never answers, so that there is nothing to run
   * the case for; none if the case is of that clause.
   */
  public Optional<String> causeToWithhold(Case test) {
    for (Map.Entry<Need, Awaited> each : ANSWERS.entrySet()) {
      String clauseId = each.getValue().clauseId();
      boolean judgesIt = test.clauseId().equals(clauseId);
      if (test.needs().contains(each.getKey()) && !judgesIt && include(each.getValue())) {
        return Optional.of(clauseId);
      }
    }
    return Optional.empty();
  }
}
