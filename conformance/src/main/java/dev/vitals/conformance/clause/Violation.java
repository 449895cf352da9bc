package dev.vitals.conformance.clause;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The server did what its clause forbids: what was expected and what came, in words that a
 * maintainer of that server understands. Judged FAIL or WARN by the clause's level.
 */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String came;

  public Violation(String expected, String came) {
    this(expected, came, null);
  }

  /** One that was found out by a command that failed. */
  public Violation(String expected, String came, @Nullable Throwable cause) {
    super("expected " + expected + "; came " + came, cause);
    this.expected = requireNonNull(expected, "expected");
    this.came = requireNonNull(came, "came");
  }

  public String expected() {
    return expected;
  }

  public String came() {
    return came;
  }
}
