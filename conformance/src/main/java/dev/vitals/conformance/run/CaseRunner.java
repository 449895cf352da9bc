package dev.vitals.conformance.run;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.Subject.Trouble;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Foundations;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.ShownFaults;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one case against one subject and judges what came of it. Thread-safe; keeps what the server
 * was seen to lack.
 */
public final class CaseRunner {
  private static final Duration BUDGET = Duration.ofSeconds(90);
  private static final String SURVIVES = "a server that survives this";
  private static final String OBEYS = "a server that goes on obeying";
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Profile profile;
  private final Postmortem postmortem;
  private final SchedulingLag lag;
  private final Supplier<BareExchange> ours;
  private final ShownFaults shown = new ShownFaults();

  /** One for a run; the launcher is for subjects that show who ended another. */
  public CaseRunner(Profile profile, SubjectLauncher launcher) {
    this(profile, launcher, SchedulingLag.OF_THIS_PROCESS, BareExchange::slowestOfOurs);
  }

  /** The same on a machine that is as busy as these say. */
  CaseRunner(
      Profile profile, SubjectLauncher launcher, SchedulingLag lag, Supplier<BareExchange> ours) {
    this.lag = lag;
    this.ours = ours;
    this.profile = profile;
    this.postmortem = new Postmortem(launcher, profile);
  }

  /** Runs it; never throws but when interrupted. */
  public CaseResult run(Case test, int repetition, Subject subject, Names names, long seed)
      throws InterruptedException {
    long start = System.nanoTime();
    CaseContext context = new CaseContext(subject, names, profile, seed, shown);
    Throwable thrown;
    MachineLoad load;
    try (SchedulingLag.Window window = lag.open();
        context) {
      thrown = perform(test, context);
      load = window.worst();
      context.timeline().close();
    }
    Judgement judgement = afterTrouble(test, subject, judge(test, subject, context, thrown));
    judgement = afterEnd(test, subject, judgement, seed);
    @Nullable Doubt doubt = null;
    if (isShown(judgement.blockedBy)) {
      doubt = Doubt.WITHHELD;
    } else if (isLate(thrown) || (thrown == null && isAdviceLate(context))) {
      Rig rig = new Rig(load, ours.get(), BareExchange.with(subject.address()));
      doubt = rig.doubt();
      judgement = judgement.because(rig.words());
      learn(test, context, thrown, doubt);
    } else if (context.evidence().isListRefused() && judgement.verdict.isDeviation()) {
      doubt = Doubt.CROWDED;
    }
    if (doubt == null || doubt == Doubt.WITHHELD) {
      learnFrom(test, judgement.verdict, judgement.blockedBy);
    }
    return new CaseResult(
        test,
        repetition,
        judgement.verdict,
        judgement.violation == null ? null : judgement.violation.expected(),
        judgement.violation == null ? null : judgement.violation.came(),
        judgement.reason,
        judgement.endOfSubject,
        judgement.blockedBy,
        doubt,
        context.evidence().notes(),
        context.evidence().measures(),
        context.timeline().lines(),
        (System.nanoTime() - start) / 1000,
        seed);
  }

  /** What rests on a clause that is broken waits for it, or on one that waits in turn. */
  private void learnFrom(Case test, Verdict verdict, @Nullable String blockedBy) {
    if (!Foundations.include(test)) {
      return;
    }
    if (verdict.isDeviation()) {
      shown.broke(test);
    } else if (blockedBy != null && verdict == Verdict.BLOCKED && shown.isSettled(blockedBy)) {
      shown.waits(test);
    }
  }

  /** What did not come is not waited for again, unless the machine may be to blame. */
  private void learn(
      Case test, CaseContext context, @Nullable Throwable thrown, @Nullable Doubt doubt) {
    if (doubt == null && thrown instanceof Violation) {
      shown.nothingCame(test.id());
    }
    if (doubt != Doubt.OVERWHELMED) {
      shown.missed(context.missed(), doubt != null);
    }
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

    /** The same, with what else there is to say of it, where nothing was said yet. */
    Judgement because(String words) {
      return reason != null
          ? this
          : new Judgement(verdict, violation, words, endOfSubject, blockedBy);
    }

    /** Whether the subject's trouble is what was judged. */
    boolean isOfTrouble() {
      return failure(violation).map(SubjectException::isFatal).orElse(false);
    }
  }

  /** What the machine was like when something came late, and what it answered then. */
  private record Rig(MachineLoad load, BareExchange ours, BareExchange theirs) {
    @Nullable Doubt doubt() {
      if (load.isOverwhelmed() || !ours.isAnswered()) {
        return Doubt.OVERWHELMED;
      }
      if (!load.isBusy()) {
        return null;
      }
      return ours.isQuick() ? Doubt.BUSY : Doubt.OVERWHELMED;
    }

    String words() {
      return "then a bare connection to the server was "
          + theirs
          + ", and one to a trivial server of ours "
          + ours
          + "; meanwhile "
          + load;
    }
  }

  private static boolean isLate(@Nullable Throwable thrown) {
    if (thrown instanceof Violation violation) {
      return violation.isLate();
    }
    if (thrown instanceof Blocked blocked) {
      return blocked.violation().isLate();
    }
    if (thrown instanceof SubjectException failure) {
      return failure.kind() == SubjectException.Kind.SILENT;
    }
    return thrown instanceof OverBudget;
  }

  private static boolean isAdviceLate(CaseContext context) {
    return context.evidence().advice().filter(Violation::isLate).isPresent();
  }

  /** A case that was not done in its time. */
  private static final class OverBudget extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverBudget(Duration budget) {
      super("the case was not done within " + Words.time(budget));
    }
  }

  private @Nullable Throwable perform(Case test, CaseContext context) throws InterruptedException {
    FutureTask<@Nullable Void> task =
        new FutureTask<>(
            () -> {
              test.run(context);
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
      return new OverBudget(budget);
    }
  }

  private static Judgement judge(
      Case test, Subject subject, CaseContext context, @Nullable Throwable thrown)
      throws InterruptedException {
    Level level = test.clause().level();
    if (thrown == null) {
      Optional<Violation> advice = context.evidence().advice();
      if (advice.isPresent()) {
        return Judgement.found(Verdict.WARN, advice.get());
      }
      return context
          .evidence()
          .weakness()
          .map(how -> Judgement.of(Verdict.NOTE, "not enough to tell: " + how))
          .orElseGet(() -> Judgement.of(level == Level.INFO ? Verdict.NOTE : Verdict.PASS, null));
    }
    if (thrown instanceof Violation violation) {
      return Judgement.found(broken(level), violation);
    }
    if (thrown instanceof Blocked blocked && blocked.clauseId().equals(test.clauseId())) {
      return Judgement.found(broken(level), blocked.violation());
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
    if (thrown instanceof OverBudget) {
      return Judgement.of(Verdict.HARNESS_ERROR, thrown.getMessage());
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
      boolean gone = failure.kind() == SubjectException.Kind.GONE;
      Verdict verdict = gone ? Verdict.FAIL : broken(level);
      return Judgement.found(verdict, new Violation(OBEYS, message, failure));
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
    if (judgement.verdict.isDeviation() || judgement.verdict == Verdict.BLOCKED) {
      Await.until(LAST_WORDS, () -> subject.trouble().isPresent());
    }
    @Nullable Trouble trouble = subject.trouble().orElse(null);
    if (trouble == null || judgement.isOfTrouble() || judgement.verdict == Verdict.HARNESS_ERROR) {
      return judgement;
    }
    if (test.has(Case.Trait.PROVOKES) && (trouble.isEnd() || !subject.isAlive())) {
      boolean there = subject.isAlive() && trouble.kind() != Trouble.Kind.ENDED;
      Violation fell = new Violation(there ? OBEYS : SURVIVES, trouble.words());
      Verdict verdict = there ? broken(test.clause().level()) : Verdict.FAIL;
      return new Judgement(verdict, fell, null, trouble.isEnd(), null);
    }
    return Judgement.unknown(trouble);
  }

  /** A subject that ended: by what the case called, or by a command or itself. */
  private Judgement afterEnd(Case test, Subject subject, Judgement judgement, long seed)
      throws InterruptedException {
    @Nullable Trouble trouble = subject.trouble().orElse(null);
    if (judgement.verdict != Verdict.HARNESS_ERROR
        || trouble == null
        || trouble.kind() != Trouble.Kind.ENDED
        || !postmortem.endsByCalls(context -> perform(test, context), seed)) {
      return judgement;
    }
    Violation fell = new Violation(SURVIVES, trouble.words());
    String how = "it ended again when tried again, and did not with the case's commands alone";
    return new Judgement(Verdict.FAIL, fell, how, false, null);
  }

  /** Whether a subject that is handed on to the next case answers as soon as that may expect. */
  boolean answersSoon(Subject subject) {
    if (!Need.CHECK.isMetBy(subject.capabilities()) || shown.include(Awaited.CHECK)) {
      return true;
    }
    try (HealthClient client =
        new HealthClient(subject.address(), new Timeline(), "", CaseContext.SMALL_WINDOW)) {
      client.checkAsync("").get(SOON.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed exceptionally", e);
    }
  }

  /**
   * What a result in doubt and that of a second try, alone, come to. What came late in the second
   * one as well counts as what never comes, on a busy machine too.
   */
  public CaseResult settled(CaseResult before, CaseResult again) {
    if (again.doubt() == Doubt.BUSY && again.verdict() == Verdict.FAIL) {
      shown.nothingCame(again.test().id());
    }
    CaseResult settled = before.settledBy(again);
    learnFrom(settled.test(), settled.verdict(), settled.blockedBy());
    return settled;
  }

  /** The clause for which this case need not be run. */
  Optional<String> causeToWithhold(Case test) {
    return shown.causeToWithhold(test);
  }

  /** Whether this clause is known to be broken, and blocks at once. */
  boolean isShown(@Nullable String clauseId) {
    return clauseId != null && shown.include(clauseId);
  }

  /** Whether the server still talks, although its program no longer obeys. */
  private static boolean answers(Subject subject) throws InterruptedException {
    try (HealthClient client =
        new HealthClient(subject.address(), new Timeline(), "", CaseContext.SMALL_WINDOW)) {
      CheckReply reply = client.check(new Names(true, List.of()).unknown());
      return reply.code() != null && !reply.is(Code.UNAVAILABLE);
    }
  }

  /** What a clause of this level that is not kept comes to. */
  static Verdict broken(Level level) {
    return switch (level) {
      case MUST -> Verdict.FAIL;
      case SHOULD, MAY -> Verdict.WARN;
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
