package dev.vitals.health;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Why a service has the status it has, as of one moment. Immutable.
 *
 * @param service the service's name
 * @param status its status
 * @param reason what decided it: the drain, an override, or the checks; empty if all is well
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

  /** Returns a few lines for people: the status and why, then a line a check. Safe to print. */
  public String describe() {
    StringBuilder text = new StringBuilder(Printable.quote(service)).append(' ').append(status);
    text.append(" since ").append(since.truncatedTo(ChronoUnit.MILLIS));
    if (!reason.isEmpty()) {
      text.append(": ").append(Printable.text(reason));
    }
    for (CheckReport check : checks) {
      text.append("\n  ").append(check.describe());
    }
    return text.toString();
  }
}
