package dev.vitals.conformance.clause;

/** A case found out on the way that the server does not offer what the clause is about. */
public final class NotApplicable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotApplicable(String reason) {
    super(reason);
  }
}
