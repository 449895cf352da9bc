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
 * @param last its last result, whatever it counts for
 * @param streak how many results of that outcome came in a row
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
    CheckResult last,
    int streak,
    @Nullable Instant at,
    @Nullable Duration age,
    @Nullable Duration took,
    boolean stale,
    @Nullable Duration overrun) {

  /** Returns one line for people: verdict, reason, streak and age. Safe to print. */
  public String describe() {
    StringBuilder line = new StringBuilder(Printable.text(name)).append(' ').append(verdict);
    if (!critical) {
      line.append(" (optional)");
    }
    if (!last.reason().isEmpty()) {
      line.append(": ").append(Printable.text(last.reason()));
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
