package dev.vitals.conformance;

import static java.util.Objects.requireNonNull;

/**
 * The server did what its clause forbids: what was expected and what came, in words that a
 * maintainer of that server understands. Judged FAIL or WARN by the clause's level.
 */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String came;

  Violation(String expected, String came) {
    super("expected " + expected + "; came " + came);
    this.expected = requireNonNull(expected, "expected");
    this.came = requireNonNull(came, "came");
  }

  String expected() {
    return expected;
  }

  String came() {
    return came;
  }
}
