package dev.vitals.conformance;

/** A case found out on the way that the server does not offer what the clause is about. */
final class NotApplicable extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotApplicable(String reason) {
    super(reason);
  }
}
