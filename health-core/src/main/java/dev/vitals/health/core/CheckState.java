package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one check: its results, with thresholds and staleness applied. It reads no clock:
 * its callers pass the time. Guarded by the kernel's lock.
 */
final class CheckState {

  private static final CheckResult NO_RESULT = CheckResult.unknown("no result yet");

  final HealthCheck check;

  /** The services that list the check. */
  final Map<Service, Member> users = new LinkedHashMap<>();

  /** How many of them list it as critical, not counting the overall service. */
  int criticalUsers;

  /** Runs the check; null for a status that is set. */
  @Nullable CheckScheduler scheduler;

  /**
   * Runs after each set of a status; null for a check that is run, and once no service lists it.
   */
  @Nullable Runnable reader;

  private final int failureThreshold;
  private final int successThreshold;
  private final long staleNanos;
  private final boolean onDemand;
  private final long timeoutNanos;

  private CheckResult last;
  private CheckResult decided;
  private Outcome verdict = Outcome.UNKNOWN;
  private Outcome counted = Outcome.UNKNOWN;
  private boolean countedDegraded;
  private boolean beingCounted;
  private int streak;
  private long at;
  private @Nullable Instant wall; // null before the first result
  private @Nullable Duration took;
  private boolean overrunning;
  private long overrunSince;
  private boolean requested;
  private long requestedAt;
  private @Nullable String switchedOff; // an operator's reason

  CheckState(HealthCheck check) {
    this.check = check;
    if (check instanceof ServiceCheck run) {
      failureThreshold = run.failureThreshold;
      successThreshold = run.successThreshold;
      staleNanos = SystemTime.saturated(run.staleAfter);
      onDemand = run.onDemand;
      timeoutNanos = SystemTime.saturated(run.timeout);
      last = NO_RESULT;
    } else {
      failureThreshold = 1;
      successThreshold = 1;
      staleNanos = Long.MAX_VALUE;
      onDemand = false;
      timeoutNanos = 0;
      last = ServiceStatus.NOT_SET;
    }
    decided = last;
  }

  /**
   * Records a result. It counts at once if there was no result, an unknown one, or one too old to
   * use. Otherwise it counts once as many equal results as the threshold have come in a row.
   */
  void record(CheckResult result, long now, Instant wallNow, @Nullable Duration runTook) {
    boolean usable = isUsable(now);
    boolean first = verdict == Outcome.UNKNOWN || !usable;
    boolean again = usable && result.outcome() == last.outcome();
    streak = again ? streak + 1 : 1;
    last = result;
    at = now;
    wall = wallNow;
    took = runTook;
    requested = false;
    if (first || streak >= threshold(result.outcome())) {
      verdict = result.outcome();
      decided = result;
    }
  }

  private int threshold(Outcome outcome) {
    return switch (outcome) {
      case PASSING -> successThreshold;
      case FAILING -> failureThreshold;
      case UNKNOWN -> 1;
    };
  }

  /** Notes that a newer result of an on-demand check is requested. */
  void requested(long now) {
    if (!requested) {
      requested = true;
      requestedAt = now;
    }
  }

  /** Notes that a run goes on after its timeout. */
  void overruns(long now) {
    if (!overrunning) {
      overrunning = true;
      overrunSince = now;
    }
  }

  /**
   * Notes that a run has ended. If it overran and the check fails, the failure ages from now on.
   */
  void overrunEnded(long now) {
    if (overrunning && verdict == Outcome.FAILING) {
      at = now;
    }
    overrunning = false;
  }

  /** Returns what the check counts as. */
  Outcome outcome(long now) {
    return isStale(now) ? Outcome.UNKNOWN : verdict;
  }

  // What its services count it as.

  Outcome counted() {
    return counted;
  }

  boolean isDegraded() {
    return countedDegraded;
  }

  /** Whether its services count it as its present outcome. */
  boolean isCountedRight(long now) {
    return !beingCounted && counted == countsAs(now) && countedDegraded == isDegradedNow(now);
  }

  /** Begins to update the services. If an Error cuts this short, the next update repeats it. */
  void beginToCount(long now) {
    beingCounted = true;
    counted = countsAs(now);
    countedDegraded = isDegradedNow(now);
  }

  void endToCount() {
    beingCounted = false;
  }

  /** A check that is switched off counts as one that passes with a reason: it decides nothing. */
  private Outcome countsAs(long now) {
    return isSwitchedOff() ? Outcome.PASSING : outcome(now);
  }

  private boolean isDegradedNow(long now) {
    return isSwitchedOff() || (outcome(now) == Outcome.PASSING && decidingNow().isDegraded());
  }

  /** Switches the check off for a reason, or on again with null. */
  void switchOff(@Nullable String reason) {
    switchedOff = reason;
  }

  boolean isSwitchedOff() {
    return switchedOff != null;
  }

  /**
   * The result that gives the verdict: the last one if it agrees. So the newest pass says whether
   * the check is degraded.
   */
  private CheckResult decidingNow() {
    return last.outcome() == verdict ? last : decided;
  }

  // Age.

  /** Whether there is a result that is young enough to be an answer. */
  boolean isUsable(long now) {
    return hasResult() && ageNanos(now) <= staleNanos;
  }

  /** Returns how long a usable result stays usable. */
  long nanosUsable(long now) {
    return staleNanos - ageNanos(now) + 1;
  }

  /** Whether the result is of a check on demand, and too old to be an answer. */
  boolean isOldOnDemand(long now) {
    return onDemand && !isUsable(now);
  }

  boolean hasResult() {
    return wall != null;
  }

  /**
   * Whether the result is too old to count. The result of an on-demand check grows stale only when
   * a newer one has been requested and has not come within the timeout: it is no fault that nobody
   * asks.
   */
  private boolean isStale(long now) {
    return canExpire()
        && ageNanos(now) > staleNanos
        && (!onDemand || now - requestedAt > timeoutNanos);
  }

  /** Whether the result grows stale unless a newer one comes. */
  boolean canExpire() {
    return hasResult()
        && staleNanos != Long.MAX_VALUE
        && !(overrunning && verdict == Outcome.FAILING)
        && (!onDemand || requested);
  }

  /** Returns how long the result still counts; 0 or less if it does not count now. */
  long nanosToStale(long now) {
    long left = nanosUsable(now);
    return onDemand ? Math.max(left, timeoutNanos - (now - requestedAt) + 1) : left;
  }

  long ageNanos(long now) {
    return now - at;
  }

  // Reports.

  /** Returns the check's name and its reason. */
  String explain(long now) {
    if (switchedOff != null) {
      return check.name() + ": switched off" + (switchedOff.isEmpty() ? "" : ": " + switchedOff);
    }
    String why = isStale(now) ? "last result is too old" : decidingNow().reason();
    return check.name() + ": " + (why.isEmpty() ? outcome(now).name() : why);
  }

  CheckReport report(boolean critical, long now) {
    return new CheckReport(
        check.name(),
        critical,
        outcome(now),
        decidingNow(),
        last,
        streak,
        threshold(last.outcome()),
        wall,
        hasResult() ? Duration.ofNanos(Math.max(0, ageNanos(now))) : null,
        took,
        isStale(now),
        overrunning ? Duration.ofNanos(Math.max(0, now - overrunSince)) : null,
        switchedOff,
        check.tags(),
        check.runbook());
  }
}
