package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one check: its results, with thresholds and staleness applied. Pure: it is told
 * the time. Guarded by the board's lock.
 *
 * <p>Staleness is a fact about the clock, not an event: {@link #outcome} reads it, so that a result
 * grows stale even if every thread that should have noticed is dead.
 */
final class CheckState {

  final HealthCheck check;

  /** The services that list the check. */
  final List<Service> users = new ArrayList<>();

  /** Runs the check; null for a status that is set. */
  @Nullable CheckLoop loop;

  /** Is told when a status is set; null for a check that is run, and once nobody lists it. */
  @Nullable Runnable reader;

  private final int failureThreshold;
  private final int successThreshold;
  private final long staleNanos;

  private CheckResult last = CheckResult.unknown("no result yet");
  private Outcome verdict = Outcome.UNKNOWN;
  private int streak;
  private long at;
  private @Nullable Instant wall; // null before the first result
  private @Nullable Duration took;
  private boolean overrunning;
  private long overrunSince;

  CheckState(HealthCheck check) {
    this.check = check;
    if (check instanceof ServiceCheck run) {
      failureThreshold = run.failureThreshold;
      successThreshold = run.successThreshold;
      staleNanos = SystemTime.saturated(run.staleAfter);
    } else {
      failureThreshold = 1;
      successThreshold = 1;
      staleNanos = Long.MAX_VALUE;
    }
  }

  /**
   * Takes in a result. The first one counts at once, either way, and so does the first after a time
   * in which nothing was known; after it, as many equal ones in a row as the threshold says.
   */
  void record(CheckResult result, long now, Instant wallNow, @Nullable Duration runTook) {
    boolean first = verdict == Outcome.UNKNOWN || isStale(now);
    boolean again = isUsable(now) && result.outcome() == last.outcome();
    streak = again ? streak + 1 : 1;
    last = result;
    at = now;
    wall = wallNow;
    took = runTook;
    if (first || streak >= threshold(result.outcome())) {
      verdict = result.outcome();
    }
  }

  private int threshold(Outcome outcome) {
    return switch (outcome) {
      case PASSING -> successThreshold;
      case FAILING -> failureThreshold;
      case UNKNOWN -> 1;
    };
  }

  /** A run has timed out and goes on. Its failure was taken in already. */
  void overruns(long now) {
    overrunning = true;
    overrunSince = now;
  }

  /** A run has ended. If it overran, its failure's age counts from here; false if it did not. */
  boolean overrunEnded(long now) {
    boolean ended = overrunning;
    if (failsByOverrun()) {
      at = now;
    }
    overrunning = false;
    return ended;
  }

  /**
   * Whether it fails since a run goes on that has timed out: a fact as long as that run lasts, so
   * that it does not grow stale. A threshold may keep the check passing; then that does.
   */
  private boolean failsByOverrun() {
    return overrunning && verdict == Outcome.FAILING;
  }

  /** Returns what the check counts as. */
  Outcome outcome(long now) {
    return isStale(now) ? Outcome.UNKNOWN : verdict;
  }

  /** Whether there is a result, and it is young enough to count. */
  boolean isUsable(long now) {
    return hasResult() && !isStale(now);
  }

  boolean hasResult() {
    return wall != null;
  }

  private boolean isStale(long now) {
    return canExpire() && ageNanos(now) > staleNanos;
  }

  /** Whether the result will grow stale if nothing happens. */
  boolean canExpire() {
    return hasResult() && !failsByOverrun() && staleNanos != Long.MAX_VALUE;
  }

  /** Returns how long the result still counts; negative if it does not. */
  long nanosToStale(long now) {
    return staleNanos - ageNanos(now);
  }

  long ageNanos(long now) {
    return now - at;
  }

  CheckResult last() {
    return last;
  }

  /** Returns what decides, in words; empty for a check that passes without a reason. */
  String explain(long now) {
    String why = isStale(now) ? "last result is too old" : last.reason();
    if (why.isEmpty()) {
      return outcome(now) == Outcome.PASSING ? "" : check.name() + ": " + outcome(now);
    }
    return check.name() + ": " + why;
  }

  CheckReport report(boolean critical, long now) {
    return new CheckReport(
        check.name(),
        critical,
        outcome(now),
        last,
        last,
        streak,
        threshold(last.outcome()),
        wall,
        hasResult() ? Duration.ofNanos(ageNanos(now)) : null,
        took,
        isStale(now),
        overrunning ? Duration.ofNanos(now - overrunSince) : null);
  }
}
