package dev.vitals.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** One pass over the cases by JUnit, which calls them one after the other. Confined. */
final class KitRun {
  private final Session session;
  private final CaseRunner runner;
  private final RunPlan plan;
  private final boolean strict;
  private final Divergences known;
  private @Nullable Area area;

  KitRun(SubjectLauncher launcher, Profile profile, long seed, boolean strict, Divergences known) {
    this.session = new Session(launcher);
    this.runner = new CaseRunner(profile);
    this.plan = new RunPlan(List.of(), profile, seed, 1, 1);
    this.strict = strict;
    this.known = known;
  }

  /** Runs a case and tells JUnit by what it throws. */
  void run(Case test) throws Exception {
    if (test.area() != area) {
      session.discard();
      area = test.area();
    }
    Subject subject = session.subject(test.has(Case.Trait.FRESH));
    List<Need> missing = test.missing(subject.capabilities());
    if (!missing.isEmpty()) {
      throw new TestAbortedException(
          "not applicable: the subject does not claim "
              + String.join(", ", missing.stream().map(Need::what).toList()));
    }
    session.markUsed();
    CaseResult result = runner.run(test, 1, subject, session.names(), plan.seedOf(test, 1));
    if (test.has(Case.Trait.ENDS) || result.verdict() != Verdict.PASS) {
      session.discard();
    }
    tell(known.applyTo(List.of(result)).get(0));
  }

  void close() {
    session.close();
  }

  private void tell(CaseResult result) {
    switch (result.verdict()) {
      case PASS -> {}
      case NOTE ->
          System.out.println(result.test().id() + ": " + String.join("; ", result.notes()));
      case WARN -> {
        if (strict) {
          throw new AssertionFailedError(told(result), result.expected(), result.came());
        }
        System.out.println("WARN " + told(result));
      }
      case FAIL -> throw new AssertionFailedError(told(result), result.expected(), result.came());
      case XPASS, HARNESS_ERROR, NOT_RUN ->
          throw new AssertionError(
              result.verdict() + " " + result.test().id() + ": " + result.reason());
      case NOT_APPLICABLE, BLOCKED, XFAIL ->
          throw new TestAbortedException(result.verdict() + ": " + result.reason());
    }
  }

  private static String told(CaseResult result) {
    Clause clause = result.clause();
    String text = clause.quote() == null ? clause.meaning() : '"' + clause.quote() + '"';
    return result.test().id()
        + "\nexpected "
        + result.expected()
        + "\ncame     "
        + result.came()
        + "\ntext     "
        + text
        + "\n"
        + String.join("\n", result.timeline());
  }
}
