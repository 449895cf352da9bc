package dev.vitals.health;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The result of a check. Immutable.
 *
 * @param outcome whether it passed
 * @param reason why, in words for an operator; empty if there is nothing to say, cut after 500
 *     characters. It stays in the process unless a transport chooses to show it
 * @param cause the exception behind a failure, if any. It never leaves the process
 */
public record CheckResult(Outcome outcome, String reason, @Nullable Throwable cause) {

  /** Whether a check passed. */
  public enum Outcome {
    /** The check has no answer, or none yet. */
    UNKNOWN,
    /** What was checked works. */
    PASSING,
    /** What was checked does not work. */
    FAILING
  }

  /** The maximum length of a reason, in characters. */
  public static final int MAX_REASON_LENGTH = 500;

  private static final CheckResult PASSING = new CheckResult(Outcome.PASSING, "", null);

  /**
   * Cuts a reason that is longer than {@link #MAX_REASON_LENGTH}; it then ends in {@code …}. Only
   * the cause may be null.
   */
  public CheckResult {
    requireNonNull(outcome, "outcome");
    if (requireNonNull(reason, "reason").length() > MAX_REASON_LENGTH) {
      reason = cut(reason);
    }
  }

  private static String cut(String reason) {
    int end = MAX_REASON_LENGTH - 1;
    if (Character.isHighSurrogate(reason.charAt(end - 1))) {
      end--; // do not split a surrogate pair
    }
    return reason.substring(0, end) + '…';
  }

  /** Returns a passing result without a reason. */
  public static CheckResult passing() {
    return PASSING;
  }

  /**
   * Returns a passing result with a reason: the service still serves, but is degraded, and reports
   * say why.
   */
  public static CheckResult passing(String reason) {
    return new CheckResult(Outcome.PASSING, reason, null);
  }

  /** Returns a failing result. */
  public static CheckResult failing(String reason) {
    return new CheckResult(Outcome.FAILING, reason, null);
  }

  /** Returns a failing result with the exception behind it. */
  public static CheckResult failing(String reason, Throwable cause) {
    return new CheckResult(Outcome.FAILING, reason, requireNonNull(cause, "cause"));
  }

  /**
   * Returns an unknown result: the check is still warming up, say. It counts at once, whatever the
   * thresholds.
   */
  public static CheckResult unknown(String reason) {
    return new CheckResult(Outcome.UNKNOWN, reason, null);
  }

  /** Whether the check passes with a reason. */
  public boolean isDegraded() {
    return outcome == Outcome.PASSING && !reason.isEmpty();
  }
}
