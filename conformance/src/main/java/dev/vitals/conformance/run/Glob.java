package dev.vitals.conformance.run;

import dev.vitals.conformance.rig.Case;
import java.util.regex.Pattern;

/**
 * A pattern for ids: {@code HC-WATCH-*}, {@code HC-CHECK-03}, {@code *}{@code /unknown}. A star
 * stands for anything, a question mark for one character; an id without its slug means all of the
 * clause's cases. Immutable.
 */
public final class Glob {
  private final String text;
  private final Pattern pattern;

  public Glob(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                regex.append(
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    }));
    this.pattern = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  public boolean matches(Case test) {
    return matches(test.id());
  }

  /** Whether it matches this id of a case, or the clause in front of it. */
  public boolean matches(String caseId) {
    String clauseId = caseId.contains("/") ? caseId.substring(0, caseId.indexOf('/')) : caseId;
    return pattern.matcher(caseId).matches() || pattern.matcher(clauseId).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
