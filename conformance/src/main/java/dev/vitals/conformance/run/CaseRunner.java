package dev.vitals.conformance.run;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.Subject.Trouble;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.rig.Timeline;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs one case against one subject and judges what came of it. Thread-safe, holds nothing. */
public final class CaseRunner {
  private static final Duration BUDGET = Duration.ofSeconds(90);
  private static final String SURVIVES = "a server that survives this";
  private static final String OBEYS = "a server that goes on obeying";
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private final Profile profile;

  public CaseRunner(Profile profile) {
    this.profile = profile;
  }

  /** Runs it; never throws but when interrupted. */
  public CaseResult run(Case test, int repetition, Subject subject, Names names, long seed)
      throws InterruptedException {
    long start = System.nanoTime();
    CaseContext context = new CaseContext(subject, names, profile, seed);
    Throwable thrown;
    try (context) {
      thrown = perform(test, context);
      context.timeline().close();
    }
    Judgement judgement = afterTrouble(test, subject, judge(test, subject, context, thrown));
    return new CaseResult(
        test,
        repetition,
        judgement.verdict,
        judgement.violation == null ? null : judgement.violation.expected(),
        judgement.violation == null ? null : judgement.violation.came(),
        judgement.reason,
        judgement.endOfSubject,
        judgement.blockedBy,
        context.evidence().notes(),
        context.evidence().measures(),
        context.timeline().lines(),
        (System.nanoTime() - start) / 1000,
        seed);
  }

  private record Judgement(
      Verdict verdict,
      @Nullable Violation violation,
      @Nullable String reason,
      boolean endOfSubject,
      @Nullable String blockedBy) {

    static Judgement of(Verdict verdict, @Nullable String reason) {
      return new Judgement(verdict, null, reason, false, null);
    }

    /** Of what the server did; that may be the end of a subject, if a command found it out. */
    static Judgement found(Verdict verdict, Violation violation) {
      boolean end = failure(violation).map(SubjectException::isEnd).orElse(false);
      return new Judgement(verdict, violation, null, end, null);
    }

    /** Nothing is known of the server, since its subject is in trouble. */
    static Judgement unknown(Trouble trouble) {
      return new Judgement(Verdict.HARNESS_ERROR, null, trouble.words(), trouble.isEnd(), null);
    }

    /** The command whose failure the violation is about. */
    static Optional<SubjectException> failure(@Nullable Violation violation) {
      return violation != null && violation.getCause() instanceof SubjectException failure
          ? Optional.of(failure)
          : Optional.empty();
    }

    /** Whether the subject's trouble is what was judged. */
    boolean isOfTrouble() {
      return failure(violation).map(SubjectException::isFatal).orElse(false);
    }
  }

  private @Nullable Throwable perform(Case test, CaseContext context) throws InterruptedException {
    FutureTask<@Nullable Void> task =
        new FutureTask<>(
            () -> {
              test.body().run(context);
              return null;
            });
    Thread thread = new Thread(task, test.id());
    thread.setDaemon(true);
    thread.start();
    Duration budget = profile == Profile.LONG ? BUDGET.multipliedBy(4) : BUDGET;
    try {
      task.get(budget.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      task.cancel(true);
      return new IllegalStateException("the case was not done within " + Words.time(budget));
    }
  }

  private static Judgement judge(
      Case test, Subject subject, CaseContext context, @Nullable Throwable thrown)
      throws InterruptedException {
    Level level = test.clause().level();
    if (thrown == null) {
      Optional<Violation> advice = context.evidence().advice();
      return advice
          .map(violation -> Judgement.found(Verdict.WARN, violation))
          .orElseGet(() -> Judgement.of(level == Level.INFO ? Verdict.NOTE : Verdict.PASS, null));
    }
    if (thrown instanceof Violation violation) {
      return Judgement.found(broken(level), violation);
    }
    if (thrown instanceof Blocked blocked) {
      return new Judgement(
          Verdict.BLOCKED,
          blocked.violation(),
          "waits for " + blocked.clauseId(),
          false,
          blocked.clauseId());
    }
    if (thrown instanceof NotApplicable) {
      return Judgement.of(Verdict.NOT_APPLICABLE, thrown.getMessage());
    }
    if (thrown instanceof SubjectException failure) {
      return judge(test, level, subject, failure);
    }
    return Judgement.of(Verdict.HARNESS_ERROR, told(thrown));
  }

  private static Judgement judge(Case test, Level level, Subject subject, SubjectException failure)
      throws InterruptedException {
    String message = String.valueOf(failure.getMessage());
    if (failure.kind() == SubjectException.Kind.UNSUPPORTED) {
      return Judgement.of(Verdict.NOT_APPLICABLE, message);
    }
    if (failure.kind() == SubjectException.Kind.SILENT && !answers(subject)) {
      message = "neither the command nor a Check on a new connection is answered: " + message;
      Violation hangs = new Violation("a server that goes on answering", message, failure);
      // The server itself was asked, so this holds however its subject fares elsewhere.
      return new Judgement(broken(level), hangs, null, false, null);
    }
    if (failure.isEnd() && test.has(Case.Trait.PROVOKES)) {
      return Judgement.found(broken(level), new Violation(OBEYS, message, failure));
    }
    Judgement untold = new Judgement(Verdict.HARNESS_ERROR, null, message, failure.isEnd(), null);
    return subject.trouble().map(Judgement::unknown).orElse(untold);
  }

  /**
   * A subject that broke meanwhile makes every judgement of it void, but for one: it fell to us.
   */
  private static Judgement afterTrouble(Case test, Subject subject, Judgement judgement)
      throws InterruptedException {
    if (test.has(Case.Trait.ENDS)) {
      return judgement;
    }
    if (judgement.verdict == Verdict.FAIL || judgement.verdict == Verdict.BLOCKED) {
      Await.until(LAST_WORDS, () -> subject.trouble().isPresent());
    }
    @Nullable Trouble trouble = subject.trouble().orElse(null);
    if (trouble == null || judgement.isOfTrouble() || judgement.verdict == Verdict.HARNESS_ERROR) {
      return judgement;
    }
    if (test.has(Case.Trait.PROVOKES) && (trouble.isEnd() || !subject.isAlive())) {
      boolean there = subject.isAlive() && trouble.kind() != Trouble.Kind.ENDED;
      Violation fell = new Violation(there ? OBEYS : SURVIVES, trouble.words());
      Verdict verdict = broken(test.clause().level());
      return new Judgement(verdict, fell, null, trouble.isEnd(), null);
    }
    return Judgement.unknown(trouble);
  }

  /** Whether the server still talks, although its program no longer obeys. */
  private static boolean answers(Subject subject) throws InterruptedException {
    try (HealthClient client =
        new HealthClient(subject.address(), new Timeline(), "", CaseContext.SMALL_WINDOW)) {
      CheckReply reply = client.check(new Names(true, List.of()).unknown());
      return reply.code() != null && !reply.is(Code.UNAVAILABLE);
    }
  }

  private static Verdict broken(Level level) {
    return switch (level) {
      case MUST, MAY -> Verdict.FAIL;
      case SHOULD -> Verdict.WARN;
      case INFO -> Verdict.NOTE;
    };
  }

  private static String told(Throwable thrown) {
    String at =
        List.of(thrown.getStackTrace()).stream()
            .filter(frame -> frame.getClassName().startsWith(Subject.class.getPackageName()))
            .findFirst()
            .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
            .orElse("");
    return "the suite's own fault: " + thrown + at;
  }
}
