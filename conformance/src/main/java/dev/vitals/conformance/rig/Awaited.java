package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;

/** What cases wait for over and over, each with the clause that a server breaks by its silence. */
public enum Awaited {
  /** The answer to a Check. */
  CHECK("HC-CHECK-01"),
  /** The answer to a List. */
  LIST("HC-LIST-01"),
  /** The first message of a Watch of a known service. */
  FIRST_OF_KNOWN("HC-WATCH-01"),
  /** The first message of a Watch of an unknown service. */
  FIRST_OF_UNKNOWN("HC-WATCH-02"),
  /** Any message after the first that tells another status. */
  CHANGE("HC-WATCH-05"),
  /** The same where it tells UNKNOWN, whose message has no bytes: some servers lose that alone. */
  CHANGE_TO_UNKNOWN("HC-WATCH-17");

  private final String clauseId;

  Awaited(String clauseId) {
    this.clauseId = clauseId;
  }

  /** A message after the first that tells this status. */
  static Awaited changeTo(ServingStatus status) {
    return status == ServingStatus.UNKNOWN ? CHANGE_TO_UNKNOWN : CHANGE;
  }

  String clauseId() {
    return clauseId;
  }
}
