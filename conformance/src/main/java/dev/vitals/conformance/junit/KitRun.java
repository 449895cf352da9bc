package dev.vitals.conformance.junit;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.CaseRunner;
import dev.vitals.conformance.run.Divergences;
import dev.vitals.conformance.run.Http2Faults;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * One pass over the cases by JUnit, which calls them one after the other. Confined to the thread of
 * the test factory.
 */
final class KitRun {
  private static final int MAX_START_FAILURES = 2;

  private final Session session;
  private final CaseRunner runner;
  private final RunPlan plan;
  private final boolean strict;
  private final Divergences known;
  private final List<CaseResult> results = new ArrayList<>();
  private @Nullable Area area;
  private int failedStarts;

  KitRun(SubjectLauncher launcher, Profile profile, long seed, boolean strict, Divergences known) {
    this.session = new Session(launcher);
    this.runner = new CaseRunner(profile, launcher);
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
    Subject subject = subject(test);
    List<Need> missing = test.missing(subject.capabilities());
    if (!missing.isEmpty()) {
      throw skipped(
          test,
          Verdict.NOT_APPLICABLE,
          "the subject does not claim "
              + String.join(", ", missing.stream().map(Need::what).toList()));
    }
    session.markUsed();
    CaseResult result = runner.run(test, 1, subject, session.names(), plan.seedOf(test, 1));
    if (result.doubt() != null) {
      session.discard();
      Subject another = subject(test);
      session.markUsed();
      result =
          runner.settled(
              result, runner.run(test, 1, another, session.names(), plan.seedOf(test, 1)));
    }
    if (test.has(Case.Trait.ENDS) || result.verdict() != Verdict.PASS) {
      session.discard();
    }
    CaseResult found = Http2Faults.failureSeenBy(result).orElse(result);
    results.add(found);
    tell(asKnown(found));
  }

  /** Fails if something that is listed as a divergence passed wherever it ran. */
  void knownStillFail() {
    List<String> stale =
        known.applyTo(results).stream()
            .filter(result -> result.verdict() == Verdict.XPASS)
            .map(result -> result.test().id())
            .toList();
    if (!stale.isEmpty()) {
      throw new AssertionError(
          "XPASS: listed as divergences, and pass now: "
              + String.join(", ", stale)
              + " (strike them out of the divergences file)");
    }
  }

  void close() {
    session.close();
  }

  private Subject subject(Case test) {
    if (failedStarts >= MAX_START_FAILURES) {
      throw skipped(test, Verdict.NOT_RUN, "the subject could not be started twice in a row");
    }
    try {
      Subject subject = session.subject(test.has(Case.Trait.FRESH));
      failedStarts = 0;
      return subject;
    } catch (SubjectException e) {
      failedStarts++;
      throw new AssertionError(Verdict.HARNESS_ERROR + " " + test.id() + ": " + e.getMessage(), e);
    }
  }

  /** Whether an entry is out of date can only be told when all are in. */
  private CaseResult asKnown(CaseResult result) {
    CaseResult told = known.applyTo(List.of(result)).get(0);
    return told.verdict() == Verdict.XPASS ? result : told;
  }

  private void tell(CaseResult result) {
    switch (result.verdict()) {
      case PASS, XPASS -> {}
      case NOTE ->
          System.out.println(
              result.test().id()
                  + ": "
                  + (result.reason() == null
                      ? String.join("; ", result.notes())
                      : result.reason()));
      case WARN -> {
        if (strict && result.clause().level() != Level.MAY) {
          throw new AssertionFailedError(told(result), result.expected(), result.came());
        }
        System.out.println("WARN " + told(result));
      }
      case FAIL -> throw new AssertionFailedError(told(result), result.expected(), result.came());
      case HARNESS_ERROR, NOT_RUN ->
          throw new AssertionError(
              result.verdict() + " " + result.test().id() + ": " + result.reason());
      case NOT_APPLICABLE, BLOCKED, XFAIL ->
          throw skipped(result.test(), result.verdict(), String.valueOf(result.reason()));
    }
  }

  private static TestAbortedException skipped(Case test, Verdict verdict, String why) {
    return new TestAbortedException(verdict + " " + test.id() + ": " + why);
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
