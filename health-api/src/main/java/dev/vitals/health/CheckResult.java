package dev.vitals.health;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a check found out. Immutable.
 *
 * @param outcome whether it passed
 * @param reason why, in words for an operator; empty if there is nothing to say, cut after 500
 *     characters. It stays in the process unless a transport chooses to show it
 * @param cause what was thrown, if anything. It never leaves the process
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

  /** How many characters of a reason are kept. */
  public static final int MAX_REASON_LENGTH = 500;

  private static final CheckResult PASSING = new CheckResult(Outcome.PASSING, "", null);

  /**
   * Cuts a reason that is longer than {@link #MAX_REASON_LENGTH}; it then ends in {@code …}.
   * Refuses null for anything but the cause.
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
      end--; // keep both halves of a pair, or none
    }
    return reason.substring(0, end) + '…';
  }

  /** It works. */
  public static CheckResult passing() {
    return PASSING;
  }

  /** It works, but not as it should: degraded. The service serves, and reports say why. */
  public static CheckResult passing(String reason) {
    return new CheckResult(Outcome.PASSING, reason, null);
  }

  /** It does not work. */
  public static CheckResult failing(String reason) {
    return new CheckResult(Outcome.FAILING, reason, null);
  }

  /** It does not work, and this was thrown. */
  public static CheckResult failing(String reason, Throwable cause) {
    return new CheckResult(Outcome.FAILING, reason, requireNonNull(cause, "cause"));
  }

  /** The check has no answer: it is still warming up, say. Counts at once, whatever the thresholds. */
  public static CheckResult unknown(String reason) {
    return new CheckResult(Outcome.UNKNOWN, reason, null);
  }

  /** Whether it passes with a reason. */
  public boolean isDegraded() {
    return outcome == Outcome.PASSING && !reason.isEmpty();
  }
}
