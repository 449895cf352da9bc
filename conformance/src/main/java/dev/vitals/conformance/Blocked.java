package dev.vitals.conformance;

/** A case can't judge its clause since the server breaks another one on the way there. */
final class Blocked extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String clauseId;
  private final transient Violation violation;

  Blocked(String clauseId, Violation violation) {
    super("on the way: " + violation.getMessage(), violation);
    this.clauseId = clauseId;
    this.violation = violation;
  }

  String clauseId() {
    return clauseId;
  }

  Violation violation() {
    return violation;
  }
}
