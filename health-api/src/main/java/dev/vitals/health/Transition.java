package dev.vitals.health;

import java.time.Instant;

/**
 * One change of one service's status. Immutable.
 *
 * @param service the service's name
 * @param from the status before
 * @param to the status after; differs from {@code from}
 * @param reason what decided it, in words for an operator; may be empty
 * @param at when it happened, by the wall clock
 * @param revision the transition's number among those of its service: 1, 2, 3 and so on
 */
public record Transition(
    String service,
    ServingStatus from,
    ServingStatus to,
    String reason,
    Instant at,
    long revision) {

  /** Returns one line for people, such as {@code 'acme.Foo' SERVING -> NOT_SERVING: db: lost}. */
  public String describe() {
    String why = reason.isEmpty() ? "" : ": " + Printable.text(reason);
    return Printable.quote(service) + ' ' + from + " -> " + to + why;
  }
}
