package dev.vitals.conformance;

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
final class CaseRunner {
  private static final Duration BUDGET = Duration.ofSeconds(90);
  private static final String SURVIVES = "a server that survives this";
  private static final String OBEYS = "a server that goes on obeying";
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private final Profile profile;

  CaseRunner(Profile profile) {
    this.profile = profile;
  }

  /** Runs it; never throws but when interrupted. */
  CaseResult run(Case test, int repetition, Subject subject, Names names, long seed)
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
      @Nullable String blockedBy) {

    static Judgement of(Verdict verdict, @Nullable String reason) {
      return new Judgement(verdict, null, reason, null);
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
          .map(violation -> new Judgement(Verdict.WARN, violation, null, null))
          .orElseGet(() -> Judgement.of(level == Level.INFO ? Verdict.NOTE : Verdict.PASS, null));
    }
    if (thrown instanceof Violation violation) {
      return new Judgement(broken(level), violation, null, null);
    }
    if (thrown instanceof Blocked blocked) {
      return new Judgement(
          Verdict.BLOCKED,
          blocked.violation(),
          "waits for " + blocked.clauseId(),
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
    boolean silent = failure.kind() == SubjectException.Kind.SILENT;
    boolean endedByTheCase = silent || failure.kind() == SubjectException.Kind.GONE;
    if (silent && !answers(subject)) {
      message = "neither the command nor a Check on a new connection is answered: " + message;
      return new Judgement(
          broken(level), new Violation("a server that goes on answering", message), null, null);
    }
    if (endedByTheCase && test.has(Case.Trait.PROVOKES)) {
      return new Judgement(broken(level), new Violation(OBEYS, message), null, null);
    }
    return Judgement.of(Verdict.HARNESS_ERROR, subject.trouble().orElse(message));
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
    Optional<String> trouble = subject.trouble();
    boolean wedged =
        judgement.violation != null && judgement.violation.came().contains(trouble.orElse("\0"));
    if (trouble.isEmpty() || wedged || judgement.verdict == Verdict.HARNESS_ERROR) {
      return judgement;
    }
    boolean silent = trouble.get().startsWith(SubjectProcess.SILENT);
    if (test.has(Case.Trait.PROVOKES) && (silent || !subject.isAlive())) {
      String wanted = subject.isAlive() ? OBEYS : SURVIVES;
      Violation fell = new Violation(wanted, trouble.get());
      return new Judgement(broken(test.clause().level()), fell, null, null);
    }
    return Judgement.of(Verdict.HARNESS_ERROR, trouble.get());
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
            .filter(frame -> frame.getClassName().startsWith(CaseRunner.class.getPackageName()))
            .findFirst()
            .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
            .orElse("");
    return "the suite's own fault: " + thrown + at;
  }
}
