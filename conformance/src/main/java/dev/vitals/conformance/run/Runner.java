package dev.vitals.conformance.run;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Need;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan: a fresh subject an area, and after every case that spent or may have hurt it; order
 * by seed; several areas side by side if asked to. A broken subject costs its own case; when two
 * starts in a row fail, what is left is not run.
 */
public final class Runner {
  private static final int MAX_UNIT_CASES = 16;
  private static final int MAX_START_FAILURES = 2;

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

  private record Turn(Case test, int repetition) {}

  public Runner(RunPlan plan, SubjectLauncher launcher, RunListener listener) {
    this.plan = plan;
    this.launcher = launcher;
    this.listener = listener;
    this.caseRunner = new CaseRunner(plan.profile());
  }

  /** Runs it all and returns when done. */
  public RunResults run() throws InterruptedException {
    long start = System.nanoTime();
    units.addAll(shuffled());
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < plan.jobs(); i++) {
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
    List<CaseResult> settled = VerdictResolver.of(results);
    return new RunResults(plan, capabilities.get(), settled, System.nanoTime() - start);
  }

  private List<List<Turn>> shuffled() {
    Random random = new Random(plan.seed());
    List<List<Turn>> all = new ArrayList<>();
    for (int repetition = 1; repetition <= plan.repeat(); repetition++) {
      Map<Area, List<Turn>> byArea = new EnumMap<>(Area.class);
      for (Case test : plan.cases()) {
        byArea
            .computeIfAbsent(test.area(), area -> new ArrayList<>())
            .add(new Turn(test, repetition));
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
    try (Session session = new Session(launcher)) {
      for (List<Turn> unit = units.poll(); unit != null; unit = units.poll()) {
        for (Turn turn : unit) {
          listener.started(turn.test, turn.repetition);
          CaseResult result = run(turn, session);
          results.add(result);
          listener.judged(result);
        }
        session.discard();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CaseResult run(Turn turn, Session session) throws InterruptedException {
    long seed = plan.seedOf(turn.test, turn.repetition);
    Capabilities known = capabilities.get();
    if (known != null && !turn.test.missing(known).isEmpty()) {
      return notApplicable(turn, known, seed);
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
    if (turn.test.has(Case.Trait.ENDS) || mayHaveHurt(result.verdict())) {
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

  private static boolean mayHaveHurt(Verdict verdict) {
    return switch (verdict) {
      case FAIL, WARN, BLOCKED, HARNESS_ERROR -> true;
      case PASS, NOTE, NOT_APPLICABLE, NOT_RUN, XFAIL, XPASS -> false;
    };
  }
}
