package dev.vitals.conformance.clause;

/** A case can't judge its clause since the server breaks another one on the way there. */
public final class Blocked extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String clauseId;
  private final transient Violation violation;

  public Blocked(String clauseId, Violation violation) {
    super("on the way: " + violation.getMessage(), violation);
    this.clauseId = clauseId;
    this.violation = violation;
  }

  public String clauseId() {
    return clauseId;
  }

  public Violation violation() {
    return violation;
  }
}
