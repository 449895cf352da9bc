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
  private final boolean late;

  public Violation(String expected, String came) {
    this(expected, came, null);
  }

  /** One that was found out by a command that failed. */
  public Violation(String expected, String came, @Nullable Throwable cause) {
    this(expected, came, cause, false);
  }

  private Violation(String expected, String came, @Nullable Throwable cause, boolean late) {
    super("expected " + expected + "; came " + came, cause);
    this.expected = requireNonNull(expected, "expected");
    this.came = requireNonNull(came, "came");
    this.late = late;
  }

  /** One that is about time: what was expected did not come within a limit of ours. */
  public static Violation late(String expected, String came) {
    return new Violation(expected, came, null, true);
  }

  /** Whether a machine that is too busy may explain it. */
  public boolean isLate() {
    return late;
  }

  public String expected() {
    return expected;
  }

  public String came() {
    return came;
  }
}
