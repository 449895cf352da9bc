package dev.vitals.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One check of a service, as of the report it is part of. Immutable.
 *
 * @param name the check's name
 * @param critical whether it decides the service's status; an optional one is only reported
 * @param verdict what it counts as, thresholds and staleness applied
 * @param decided the result that gave the verdict: the one by which a threshold was reached, say
 * @param last its last result, whatever it counts for
 * @param streak how many results of the last one's outcome came in a row
 * @param needed how many of those in a row make the verdict follow them
 * @param at when the last result came, by the wall clock; null before the first
 * @param age how long ago that was, by the monotonic clock; null before the first
 * @param took how long the last run took; null for a status that is set, and before the first
 *     result
 * @param stale whether the last result is too old to count
 * @param overrun how long a run that has timed out has been going on since; null if there is none
 */
public record CheckReport(
    String name,
    boolean critical,
    CheckResult.Outcome verdict,
    CheckResult decided,
    CheckResult last,
    int streak,
    int needed,
    @Nullable Instant at,
    @Nullable Duration age,
    @Nullable Duration took,
    boolean stale,
    @Nullable Duration overrun) {

  /** Whether the last result does not count yet, since a threshold asks for more of its kind. */
  public boolean awaitsThreshold() {
    return !stale && last.outcome() != verdict && streak < needed;
  }

  /**
   * Returns one line for people: the verdict and its reason, a last result that does not count yet,
   * streak and age. Safe to print.
   */
  public String describe() {
    StringBuilder line = new StringBuilder(Printable.text(name)).append(' ').append(verdict);
    if (!critical) {
      line.append(" (optional)");
    }
    if (!decided.reason().isEmpty()) {
      line.append(": ").append(Printable.text(decided.reason()));
    }
    if (awaitsThreshold()) {
      line.append("; last run ")
          .append(last.outcome() == CheckResult.Outcome.PASSING ? "passed" : "failed");
      line.append(" (").append(streak).append(" of ").append(needed).append(')');
      line.append(last.reason().isEmpty() ? "" : ": " + Printable.text(last.reason()));
    }
    if (age != null) {
      line.append(" [").append(streak).append(" in a row, ").append(millis(age)).append(" ago");
      line.append(took == null ? "" : ", took " + millis(took));
      line.append(stale ? ", stale" : "");
      line.append(overrun == null ? "" : ", still running, overdue by " + millis(overrun));
      line.append(']');
    }
    return line.toString();
  }

  private static String millis(Duration duration) {
    return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
  }
}
