package dev.vitals.health;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Why a service has the status it has, as of one moment. Immutable.
 *
 * @param service the service's name
 * @param status its status
 * @param reason what decided it: the drain, an override, or the checks; of a service that serves,
 *     what it passes with, after {@code degraded:}; empty if all is well
 * @param since since when it has that status, by the wall clock
 * @param revision how many transitions led there
 * @param checks its checks, in the order in which they were given
 * @param history its last transitions, oldest first
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
   * Returns a few lines for people: the status and why, a line a check, and up to five statuses
   * that the service had before, newest first. Safe to print.
   */
  public String describe() {
    StringBuilder text = new StringBuilder(Printable.quote(service)).append(' ');
    append(text, status, since, reason);
    for (CheckReport check : checks) {
      text.append("\n  ").append(check.describe());
    }
    int last = history.size() - 2; // the last transition is the one that led here
    for (int i = last; i >= 0 && i > last - EARLIER_STATUSES; i--) {
      Transition earlier = history.get(i);
      text.append(i == last ? "\n  before that\n    " : "\n    ");
      append(text, earlier.to(), earlier.at(), earlier.reason());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, ServingStatus status, Instant since, String why) {
    text.append(status).append(" since ").append(since.truncatedTo(ChronoUnit.MILLIS));
    text.append(why.isEmpty() ? "" : ": " + Printable.text(why));
  }
}
