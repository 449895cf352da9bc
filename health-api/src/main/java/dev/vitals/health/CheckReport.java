package dev.vitals.health;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One check at one moment. Immutable.
 *
 * @param name the check's name
 * @param critical whether the check decides the service's status; an optional check is only
 *     reported
 * @param verdict the outcome that counts, with thresholds and staleness applied
 * @param decided the result that gave the verdict, such as the one that reached a threshold
 * @param last the last result, whether or not it counts yet
 * @param streak how many results in a row have had the last one's outcome
 * @param needed how many such results in a row change the verdict
 * @param at when the last result came, by the wall clock; null before the first
 * @param age how old the last result is, by the monotonic clock; null before the first. The failure
 *     of a run that outlasts its timeout ages from the end of that run
 * @param took how long the last run took; null for a status that is set, and before the first
 *     result
 * @param stale whether the last result is too old to count
 * @param overrun how long a run has gone on since its timeout; null if none has
 * @param switchedOff the reason for which an operator has switched the check off, so that it
 *     decides no service's status; null if it is on
 * @param tags the check's tags, in the order in which they were given
 * @param runbook where to read what to do if the check fails; null if nobody has said
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
    @Nullable Duration overrun,
    @Nullable String switchedOff,
    Set<String> tags,
    @Nullable URI runbook) {

  /** Copies the tags. */
  public CheckReport {
    tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
  }

  /**
   * Whether the last result does not count yet, because its threshold needs more results like it.
   */
  public boolean awaitsThreshold() {
    return !stale && last.outcome() != verdict && streak < needed;
  }

  /**
   * Returns one line for people: the verdict and its reason, the last result if it does not count
   * yet, streak and age, and where the runbook is unless the check passes. Safe to print.
   */
  public String describe() {
    StringBuilder line = new StringBuilder(Printable.text(name)).append(' ').append(verdict);
    if (!critical) {
      line.append(" (optional)");
    }
    if (switchedOff != null) {
      line.append(" (switched off: ").append(Printable.text(switchedOff)).append(')');
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
    if (runbook != null && verdict != CheckResult.Outcome.PASSING) {
      line.append(" runbook: ").append(Printable.text(runbook.toString()));
    }
    return line.toString();
  }

  private static String millis(Duration duration) {
    return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
  }
}
