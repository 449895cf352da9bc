package dev.vitals.conformance.run;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Foundations;
import dev.vitals.conformance.rig.Need;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan: the foundations first, then a fresh subject an area, and after every case that spent
 * or may have hurt it; order by seed; several areas side by side if asked to. What came late on a
 * busy machine is tried once more in the end, alone. A broken subject costs its own case; when two
 * starts in a row fail, what is left is not run.
 */
public final class Runner {
  private static final int MAX_UNIT_CASES = 16;
  private static final int MAX_START_FAILURES = 2;

  private static final String ONE_CHECK = "HC-CHECK-03/unknown";
  private static final Duration SLOW_CHECK = Duration.ofSeconds(1);
  private static final int WORKERS_OF_A_SLOW_SERVER = 6;

  /** More, and what is left of the cases that steer the subject is not run: each costs seconds. */
  private static final int MAX_BREAKDOWNS = 8;

  private final RunPlan plan;
  private final SubjectLauncher launcher;
  private final RunListener listener;
  private final CaseRunner caseRunner;
  private final Queue<List<Turn>> units = new ConcurrentLinkedQueue<>();
  private final List<CaseResult> results = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<@Nullable Capabilities> capabilities = new AtomicReference<>();
  private final AtomicInteger failedStarts = new AtomicInteger();
  private final AtomicInteger breakdowns = new AtomicInteger();

  private record Turn(Case test, int repetition) {
    boolean isFoundation() {
      return repetition == 1 && Foundations.include(test);
    }
  }

  public Runner(RunPlan plan, SubjectLauncher launcher, RunListener listener) {
    this(plan, launcher, listener, new CaseRunner(plan.profile(), launcher));
  }

  Runner(RunPlan plan, SubjectLauncher launcher, RunListener listener, CaseRunner caseRunner) {
    this.plan = plan;
    this.launcher = launcher;
    this.listener = listener;
    this.caseRunner = caseRunner;
  }

  /** Runs it all and returns when done. */
  public RunResults run() throws InterruptedException {
    long start = System.nanoTime();
    try (SchedulingLag.Window window = SchedulingLag.OF_THIS_PROCESS.open()) {
      work(foundations());
      units.addAll(shuffled());
      workSideBySide(workers(plan.jobs(), results, window.load()));
      int triedAgain = tryAgain();
      List<CaseResult> settled = VerdictResolver.of(Http2Faults.charged(results));
      long nanos = System.nanoTime() - start;
      return new RunResults(plan, capabilities.get(), settled, nanos, window.load(), triedAgain);
    }
  }

  /**
   * How many to run side by side: as many as were asked for, and more on an idle machine if a
   * server takes a second for an answer, since all of them wait most of the time. Where one was
   * asked for, there may be one server only.
   */
  static int workers(int asked, List<CaseResult> foundations, MachineLoad load) {
    boolean isSlow =
        foundations.stream()
            .filter(result -> result.test().id().equals(ONE_CHECK))
            .filter(result -> result.verdict() == Verdict.PASS)
            .anyMatch(result -> result.micros() * 1000 >= SLOW_CHECK.toNanos());
    return isSlow && asked > 1 && !load.isBusy()
        ? Math.max(asked, WORKERS_OF_A_SLOW_SERVER)
        : asked;
  }

  private void workSideBySide(int number) throws InterruptedException {
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Thread worker = new Thread(this::work, "conformance-" + i);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      workers.forEach(Thread::interrupt);
      throw e;
    }
  }

  private List<Turn> foundations() {
    return plan.cases().stream()
        .map(test -> new Turn(test, 1))
        .filter(Turn::isFoundation)
        .sorted(Comparator.comparingInt(turn -> Foundations.CASES.indexOf(turn.test.id())))
        .toList();
  }

  private List<List<Turn>> shuffled() {
    Random random = new Random(plan.seed());
    List<List<Turn>> all = new ArrayList<>();
    for (int repetition = 1; repetition <= plan.repeat(); repetition++) {
      Map<Area, List<Turn>> byArea = new EnumMap<>(Area.class);
      for (Case test : plan.cases()) {
        Turn turn = new Turn(test, repetition);
        if (!turn.isFoundation()) {
          byArea.computeIfAbsent(test.area(), area -> new ArrayList<>()).add(turn);
        }
      }
      List<List<Turn>> ofThisRound = new ArrayList<>();
      for (List<Turn> turns : byArea.values()) {
        Collections.shuffle(turns, random);
        for (int at = 0; at < turns.size(); at += MAX_UNIT_CASES) {
          ofThisRound.add(turns.subList(at, Math.min(at + MAX_UNIT_CASES, turns.size())));
        }
      }
      Collections.shuffle(ofThisRound, random);
      all.addAll(ofThisRound);
    }
    return all;
  }

  private void work() {
    try {
      for (List<Turn> unit = units.poll(); unit != null; unit = units.poll()) {
        work(unit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(List<Turn> unit) throws InterruptedException {
    try (Session session = new Session(launcher)) {
      for (Turn turn : unit) {
        listener.started(turn.test, turn.repetition);
        CaseResult result = run(turn, session);
        // A foundation is alone already, and what it shows saves the others their waiting.
        boolean now = result.doubt() == Doubt.CROWDED || turn.isFoundation();
        if (now && isWorthAnotherTry(result)) {
          session.discard();
          result = caseRunner.settled(result, run(turn, session));
        }
        results.add(result);
        listener.judged(result);
      }
    }
  }

  /** Runs each case in doubt once more, when nothing else runs; returns how many there were. */
  private int tryAgain() throws InterruptedException {
    List<CaseResult> doubtful = results.stream().filter(this::isWorthAnotherTry).toList();
    for (CaseResult before : doubtful) {
      try (Session session = new Session(launcher)) {
        CaseResult again = run(new Turn(before.test(), before.repetition()), session);
        CaseResult settled = caseRunner.settled(before, again);
        results.set(results.indexOf(before), settled);
        listener.triedAgain(settled);
      }
    }
    return doubtful.size();
  }

  /** What waits for a clause that is known to be broken waits in vain once more. */
  private boolean isWorthAnotherTry(CaseResult result) {
    boolean waits =
        result.wasRun()
            ? caseRunner.isShown(result.blockedBy())
            : caseRunner.causeToWithhold(result.test()).isPresent();
    return result.doubt() != null && !waits;
  }

  private CaseResult run(Turn turn, Session session) throws InterruptedException {
    long seed = plan.seedOf(turn.test, turn.repetition);
    Capabilities known = capabilities.get();
    if (known != null && !turn.test.missing(known).isEmpty()) {
      return notApplicable(turn, known, seed);
    }
    Optional<String> cause = caseRunner.causeToWithhold(turn.test);
    if (cause.isPresent()) {
      return CaseResult.withheld(turn.test, turn.repetition, cause.get(), seed);
    }
    if (failedStarts.get() >= MAX_START_FAILURES) {
      return notRun(turn, "the subject could not be started twice in a row", seed);
    }
    if (breakdowns.get() >= MAX_BREAKDOWNS && turn.test.needs().contains(Need.SET)) {
      return notRun(turn, "the subject broke in " + MAX_BREAKDOWNS + " cases before", seed);
    }
    Subject subject;
    try {
      subject = session.subject(turn.test.has(Case.Trait.FRESH));
      failedStarts.set(0);
    } catch (SubjectException e) {
      failedStarts.incrementAndGet();
      return CaseResult.without(
          turn.test, turn.repetition, Verdict.HARNESS_ERROR, String.valueOf(e.getMessage()), seed);
    }
    if (capabilities.compareAndSet(null, subject.capabilities())) {
      listener.subjectReady(subject.capabilities());
    }
    if (!turn.test.missing(subject.capabilities()).isEmpty()) {
      return notApplicable(turn, subject.capabilities(), seed);
    }
    session.markUsed();
    CaseResult result = caseRunner.run(turn.test, turn.repetition, subject, session.names(), seed);
    if (result.verdict() == Verdict.HARNESS_ERROR) {
      breakdowns.incrementAndGet();
    }
    if (turn.test.has(Case.Trait.ENDS) || mayHaveHurt(result) || isSpent(turn.test, subject)) {
      session.discard();
    }
    return result;
  }

  private static CaseResult notRun(Turn turn, String because, long seed) {
    return CaseResult.without(turn.test, turn.repetition, Verdict.NOT_RUN, because, seed);
  }

  private static CaseResult notApplicable(Turn turn, Capabilities capabilities, long seed) {
    List<String> missing = turn.test.missing(capabilities).stream().map(Need::what).toList();
    return CaseResult.without(
        turn.test,
        turn.repetition,
        Verdict.NOT_APPLICABLE,
        "the subject does not claim " + String.join(", ", missing),
        seed);
  }

  /** The next case should not be judged by what is left of the load of this one. */
  private boolean isSpent(Case test, Subject subject) {
    return test.has(Case.Trait.PROVOKES) && !caseRunner.answersSoon(subject);
  }

  private boolean mayHaveHurt(CaseResult result) {
    return switch (result.verdict()) {
      case FAIL, WARN, HARNESS_ERROR -> true;
      case BLOCKED -> !caseRunner.isShown(result.blockedBy());
      case PASS, NOTE, NOT_APPLICABLE, NOT_RUN, XFAIL, XPASS -> false;
    };
  }
}
