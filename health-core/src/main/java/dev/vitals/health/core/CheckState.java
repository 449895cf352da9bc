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
 * What is known of one check: its results, with thresholds and staleness applied. It asks no clock:
 * its callers pass the time. Guarded by the kernel's lock.
 */
final class CheckState {

  final HealthCheck check;

  /** The services that list the check. */
  final Map<Service, Member> users = new LinkedHashMap<>();

  /** How many of them, but for the overall service that follows all, list it as critical. */
  int criticalUsers;

  /** Runs the check; null for a status that is set. */
  @Nullable CheckScheduler scheduler;

  /** Called when a status is set; null for a check that is run, and once no service lists it. */
  @Nullable Runnable reader;

  private final int failureThreshold;
  private final int successThreshold;
  private final long staleNanos;
  private final boolean onDemand;
  private final long timeoutNanos;

  private CheckResult last = CheckResult.unknown("no result yet");
  private CheckResult decided = last;
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

  CheckState(HealthCheck check) {
    this.check = check;
    if (check instanceof ServiceCheck run) {
      failureThreshold = run.failureThreshold;
      successThreshold = run.successThreshold;
      staleNanos = SystemTime.saturated(run.staleAfter);
      onDemand = run.onDemand;
      timeoutNanos = SystemTime.saturated(run.timeout);
    } else {
      failureThreshold = 1;
      successThreshold = 1;
      staleNanos = Long.MAX_VALUE;
      onDemand = false;
      timeoutNanos = 0;
    }
  }

  /**
   * Takes in a result. The first one counts at once, either way, and so does the first after a time
   * in which nothing was known; after it, as many equal ones in a row as the threshold says.
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

  /** Somebody asks for a newer result of a check that runs on demand. */
  void requested(long now) {
    if (!requested) {
      requested = true;
      requestedAt = now;
    }
  }

  /** A run has timed out and goes on. Its failure was taken in already. */
  void overruns(long now) {
    if (!overrunning) {
      overrunning = true;
      overrunSince = now;
    }
  }

  /**
   * A run has ended. If it overran and the check fails, the age of its failure counts from here.
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

  // As what its services count it.

  Outcome counted() {
    return counted;
  }

  boolean isDegraded() {
    return countedDegraded;
  }

  /** Whether its services count it as what it is now. */
  boolean isCountedRight(long now) {
    return !beingCounted && counted == outcome(now) && countedDegraded == isDegradedNow(now);
  }

  /** Begins to have its services count it. After an Error it is done again. */
  void beginToCount(long now) {
    beingCounted = true;
    counted = outcome(now);
    countedDegraded = isDegradedNow(now);
  }

  void endToCount() {
    beingCounted = false;
  }

  private boolean isDegradedNow(long now) {
    return outcome(now) == Outcome.PASSING && decidingNow().isDegraded();
  }

  /** The result that gives the verdict. Of passes in a row the last one says how well it passes. */
  private CheckResult decidingNow() {
    return last.outcome() == verdict ? last : decided;
  }

  // Age.

  /** Whether there is a result, and it is young enough to be an answer. */
  boolean isUsable(long now) {
    return hasResult() && ageNanos(now) <= staleNanos;
  }

  boolean hasResult() {
    return wall != null;
  }

  /**
   * Whether the result is too old to count. One of a check that runs on demand is so only once
   * somebody has asked for a newer one, for as long as a run may take: that nobody asks is no
   * fault.
   */
  private boolean isStale(long now) {
    return canExpire()
        && ageNanos(now) > staleNanos
        && (!onDemand || now - requestedAt > timeoutNanos);
  }

  /** Whether the result grows stale if nothing happens. */
  boolean canExpire() {
    return hasResult()
        && staleNanos != Long.MAX_VALUE
        && !(overrunning && verdict == Outcome.FAILING)
        && (!onDemand || requested);
  }

  /** Returns after how long the result does not count any more; 0 or less if it does not now. */
  long nanosToStale(long now) {
    long left = staleNanos - ageNanos(now) + 1;
    return onDemand ? Math.max(left, timeoutNanos - (now - requestedAt) + 1) : left;
  }

  long ageNanos(long now) {
    return now - at;
  }

  // Words.

  /** Returns what decides, in words. */
  String explain(long now) {
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
        overrunning ? Duration.ofNanos(Math.max(0, now - overrunSince)) : null);
  }
}
