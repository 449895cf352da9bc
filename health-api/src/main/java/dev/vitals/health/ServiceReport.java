package dev.vitals.health;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A service's status at one moment, and why it is so. Immutable.
 *
 * @param service the service's name
 * @param status its serving status
 * @param reason what decides the status now, which may not be what decided it first: the drain, an
 *     override or a check. If the service serves but is degraded, {@code degraded:} and what it
 *     passes with; empty if all is well
 * @param since when the service took that status, by the wall clock
 * @param revision how many times its status has changed so far
 * @param checks its checks, in the order in which they were given
 * @param history its latest transitions, oldest first
 */
public record ServiceReport(
    String service,
    ServingStatus status,
    String reason,
    Instant since,
    long revision,
    List<CheckReport> checks,
    List<Transition> history) {

  /** Copies the lists. */
  public ServiceReport {
    checks = List.copyOf(checks);
    history = List.copyOf(history);
  }

  private static final int EARLIER_STATUSES = 5;

  /**
   * Returns a summary for people: the status, since when and why, what else decides it now, one
   * line per check, and up to five earlier statuses, newest first. Safe to print.
   */
  public String describe() {
    StringBuilder text = new StringBuilder(Printable.quote(service)).append(' ');
    String first = firstReason();
    append(text, status, since, first);
    if (!first.equals(reason)) {
      text.append("\n  now: ").append(Printable.text(reason));
    }
    for (CheckReport check : checks) {
      text.append("\n  ").append(check.describe());
    }
    int last = history.size() - 2; // the last transition led to the present status
    for (int i = last; i >= 0 && i > last - EARLIER_STATUSES; i--) {
      Transition earlier = history.get(i);
      text.append(i == last ? "\n  before that\n    " : "\n    ");
      append(text, earlier.to(), earlier.at(), earlier.reason());
    }
    return text.toString();
  }

  /** Returns the reason with which the service took its status, if the history tells. */
  private String firstReason() {
    if (!reason.isEmpty() && !history.isEmpty()) {
      Transition last = history.get(history.size() - 1);
      if (last.to() == status && !last.reason().isEmpty()) {
        return last.reason();
      }
    }
    return reason;
  }

  private static void append(StringBuilder text, ServingStatus status, Instant since, String why) {
    text.append(status).append(" since ").append(since.truncatedTo(ChronoUnit.MILLIS));
    text.append(why.isEmpty() ? "" : ": " + Printable.text(why));
  }
}
