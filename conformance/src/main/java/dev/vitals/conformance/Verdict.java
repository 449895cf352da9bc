package dev.vitals.conformance;

/** What became of a case. Kept apart on purpose: a reader acts differently on each. Immutable. */
public enum Verdict {
  /** The server did what the clause asks for. */
  PASS("ok", "the clause is kept"),
  /** The server did what a text forbids or a consumer breaks on. */
  FAIL("FAIL", "a text forbids what was seen, or a consumer breaks on it"),
  /** The server did not do what a text says it should, or used a licence in a wrong way. */
  WARN("warn", "a text says should, and it was not so"),
  /** An observation, or too few rounds to call it kept; printed for the reader. */
  NOTE("note", "an observation, or too little to judge by: neither good nor bad"),
  /** The server does not claim what the case needs. */
  NOT_APPLICABLE("n/a", "the subject does not claim what the case needs"),
  /** Another clause, named with it, is broken, and this one can't be judged without it. */
  BLOCKED("blocked", "another clause is broken and this one can't be judged without it"),
  /** The subject program or the rig broke, or the machine was too busy: nothing is known. */
  HARNESS_ERROR(
      "ERROR",
      "nothing is known of the server: its subject or the rig broke, or the machine was too busy"),
  /** Chosen, but never reached: the run was stopped or its subject could not be started. */
  NOT_RUN("not run", "chosen but never reached"),
  /** Fails as the divergences file says. */
  XFAIL("xfail", "fails as the divergences file says"),
  /** Listed as a known divergence, and passes: the list is out of date. */
  XPASS("XPASS", "a known divergence that passes now: mend the divergences file");

  /** As wide as the widest mark. */
  public static final int MARK_WIDTH = 7;

  private final String mark;
  private final String meaning;

  Verdict(String mark, String meaning) {
    this.mark = mark;
    this.meaning = meaning;
  }

  /** A few letters for the margin of a log; never told by colour alone. */
  public String mark() {
    return mark;
  }

  /** One line for a legend. */
  public String meaning() {
    return meaning;
  }

  /** Whether the server was found wanting, at whatever level. */
  public boolean isDeviation() {
    return this == FAIL || this == WARN || this == XFAIL;
  }

  /** Whether something was found out about the server. */
  public boolean isJudged() {
    return this != NOT_APPLICABLE && this != BLOCKED && this != HARNESS_ERROR && this != NOT_RUN;
  }
}
