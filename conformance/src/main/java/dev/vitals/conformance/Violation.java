package dev.vitals.conformance;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The server did what its clause forbids: what was expected and what came, in words that a
 * maintainer of that server understands. Judged FAIL or WARN by the clause's level.
 */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String came;

  Violation(String expected, String came) {
    this(expected, came, null);
  }

  /** One that was found out by a command that failed. */
  Violation(String expected, String came, @Nullable Throwable cause) {
    super("expected " + expected + "; came " + came, cause);
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
