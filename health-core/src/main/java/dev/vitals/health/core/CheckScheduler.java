package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides when one check runs and when a run has timed out. The check runs in the background, or on
 * demand, when a caller asks or a watcher watches.
 *
 * <p>Guarded by the kernel's lock, which the caller holds unless a method says otherwise.
 */
final class CheckScheduler {

  /*
   * Single flight: `run` holds the only run until its code has really ended, however long after its
   * timeout, and no other starts before. Only the run in that field counts, and its result only
   * before its timeout. So late and duplicate completions have no effect.
   *
   * `timeout` is set while there is a run. When it fires:
   *   - A run that has not begun, while another run holds a thread longer than it may, or did so
   *     within the last timeout, waits behind runs that hang. If the executor is the core's own, it
   *     grows by one thread for this run, which then has to end within GRACE. A run that waits
   *     behind slow runs that end in time adds no thread.
   *   - A run that has begun and has reached its deadline has failed: the timer's thread records the
   *     failure, and a notifier's thread cancels the run.
   *   - From then on, each further period plus timeout counts as one more failure, as if another
   *     run had failed, so that a run that hangs reaches a threshold.
   */

  /**
   * How long a run's code may take if the run had to wait for a thread for its whole timeout,
   * because other runs hang. It replaces the timeout.
   */
  private static final long GRACE = Duration.ofMillis(200).toNanos();

  final ServiceCheck check;
  final CheckState state;
  final ServiceRegistry registry;
  final Kernel kernel;
  private final long timeoutNanos;
  private final OneShotTimer next;
  private final OneShotTimer timeout;
  private final OneShotTimer staleness;
  private final Set<PendingQuery> queries = new LinkedHashSet<>();
  private @Nullable CheckRun run;
  private boolean isReserved; // whether the pacer keeps a start at `reserved` for this
  private long reserved;
  private boolean spread; // whether the delay after the first run has been spread over the period
  private boolean adopted; // whether `run` began before the check was removed and listed again
  private boolean stopped;

  /** Until then callers need not call {@link #ask}. Read without the lock. */
  private volatile long quietUntil;

  private volatile boolean quiet;

  CheckScheduler(ServiceCheck check, CheckState state, ServiceRegistry registry) {
    this.check = check;
    this.state = state;
    this.registry = registry;
    kernel = registry.kernel;
    timeoutNanos = SystemTime.saturated(check.timeout);
    next = new OneShotTimer(kernel, this::nextIsDue);
    timeout = new OneShotTimer(kernel, this::timedOut);
    staleness = new OneShotTimer(kernel, this::mayBeStale);
  }

  // Starting.

  /** Starts the first run as soon as the pacer allows it. */
  void startSoon() {
    if (run == null) {
      long now = kernel.clock.nanos();
      long delay = registry.checks.pacer.delay(now);
      if (delay > 0) {
        isReserved = true;
        reserved = now + delay;
        next.setIfUnset(delay);
      } else {
        start();
      }
    }
  }

  private void start() {
    if (stopped || run != null) {
      return;
    }
    next.clear();
    isReserved = false;
    long now = kernel.clock.nanos();
    CheckRun begun = new CheckRun(this, now);
    kernel.deferred.add(begun::launch);
    run = begun;
    timeout.setIfUnset(timeoutNanos);
    superviseIfOnDemand();
    if (check.onDemand) {
      state.requested(now);
      expectStaleness(now);
      if (state.isUsable(now)) {
        quiet(now + Math.min(timeoutNanos, state.nanosUsable(now))); // its answer is known
      }
    }
  }

  /**
   * Starts the run that has come due; an on-demand check only if a watcher still watches. If the
   * timer is late, those of many checks may be: the pacer spreads them.
   */
  private void nextIsDue() {
    if (runsByItself()) {
      if (next.isLate() && !isReserved) {
        startSoon();
      } else {
        start();
      }
    }
  }

  /** Whether it runs though no caller asks. */
  private boolean runsByItself() {
    return !check.onDemand || isWatched();
  }

  private boolean isWatched() {
    for (Service user : state.users.keySet()) {
      if (user.isWatched()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a caller has to take the lock and {@link #ask}. Needs no lock. */
  boolean isToBeAsked(long now) {
    return !quiet || now - quietUntil >= 0;
  }

  private void quiet(long until) {
    quietUntil = until;
    quiet = true;
  }

  /**
   * Starts an on-demand check that has no result, or one older than its ttl.
   *
   * @return whether to wait for the run, because there is no usable result
   */
  boolean ask(long now) {
    if (isDue(now)) {
      start();
    }
    CheckRun current = run;
    return current != null && !current.settled && !state.isUsable(now);
  }

  void await(PendingQuery query) {
    queries.add(query);
  }

  void leave(PendingQuery query) {
    queries.remove(query);
  }

  /** Starts an on-demand check now or when it comes due, because a watcher watches. */
  void startForWatcher(long now) {
    if (check.onDemand && run == null && !stopped) {
      if (isDue(now)) {
        start();
      } else {
        next.setIfUnset(check.intervalNanos - state.ageNanos(now));
        superviseIfOnDemand();
      }
    }
  }

  private void superviseIfOnDemand() {
    if (check.onDemand) {
      registry.checks.supervise(this);
    }
  }

  /** Whether nothing is due, so that nobody has to look at it. */
  boolean isAtRest() {
    return run == null && !next.isSet() && !staleness.isSet();
  }

  private boolean isDue(long now) {
    return !state.hasResult() || state.ageNanos(now) >= check.intervalNanos;
  }

  // Running.

  /**
   * Notes that a run's code is about to begin; false if it must not. The caller does not hold the
   * lock.
   */
  boolean tryBegin(CheckRun begun) {
    synchronized (kernel.lock) {
      if (begun != run || stopped) {
        return false;
      }
      long now = kernel.clock.nanos();
      long asked = begun.requestedAt + timeoutNanos;
      if (begun.hurried) {
        begun.markBegun(now + allowedNanos(begun));
        timeout.clear();
        timeout.setIfUnset(allowedNanos(begun));
      } else if (check.onDemand && asked - now > 0) {
        begun.markBegun(asked); // a caller waits until then and no longer
      } else {
        begun.markBegun(now + timeoutNanos);
      }
      return true;
    }
  }

  private void timedOut() {
    CheckRun current = run;
    if (current == null) {
      return;
    }
    long now = kernel.clock.nanos();
    if (current.hasBegun()) {
      long left = current.deadline() - now;
      if (left > 0) {
        timeout.setIfUnset(left); // the run began late
        return;
      }
      recordTimeout(current);
    } else {
      current.hurried =
          kernel.threads.canAddCheckThreads() && registry.checks.hasOverdueRun(now - timeoutNanos);
      if (current.hurried) {
        addThread(current);
        timeout.setIfUnset(timeoutNanos);
      } else { // it waits behind runs that end in time
        timeout.setIfUnset(Math.max(timeoutNanos, GRACE) / 4);
      }
    }
  }

  /** How long a run's code may take once it has begun. */
  private long allowedNanos(CheckRun current) {
    return current.hurried ? Math.min(timeoutNanos, GRACE) : timeoutNanos;
  }

  /** Records the failure of a run that has not ended in time. The run may go on. */
  private void recordTimeout(CheckRun current) {
    try {
      boolean first = !current.settled;
      current.settled = true;
      if (first) {
        if (addThreadIfHeld(current)) {
          current.overdue = true;
          registry.checks.becameOverdue(kernel.clock.nanos());
        }
        kernel.deferred.add(() -> kernel.threads.handOffUrgent(current::cancel));
      }
      Duration allowed = Duration.ofNanos(allowedNanos(current));
      registry.record(state, CheckResult.failing(lateness(current, allowed)), allowed, true);
      expectStaleness(kernel.clock.nanos());
      answerQueries();
      if (check.onDemand) { // a caller could start nothing, and would not wait
        quiet(kernel.clock.nanos() + check.intervalNanos + timeoutNanos);
      }
    } finally {
      timeout.setIfUnset(check.intervalNanos + timeoutNanos);
    }
  }

  private static String lateness(CheckRun late, Duration allowed) {
    String timedOut = "timed out after " + allowed.toMillis() + " ms";
    if (!late.hurried) {
      return timedOut;
    }
    Duration waited = Duration.ofNanos(late.deadline() - late.requestedAt).minus(allowed);
    return "waited " + waited.toMillis() + " ms for a thread, then " + timedOut;
  }

  /** Adds a thread in place of the one that a late run holds; false if it holds none. */
  private boolean addThreadIfHeld(CheckRun current) {
    current.late = true; // before the question: a run that returns now takes the thread back
    boolean held = current.holdsThread();
    if (held) {
      addThread(current);
    }
    return held;
  }

  private void addThread(CheckRun current) {
    if (!current.hasAddedThread) {
      current.hasAddedThread = true;
      current.late = true;
      kernel.deferred.add(() -> kernel.threads.addCheckThreads(1));
    }
  }

  /**
   * Notes that a late run has given its thread back, although it may go on: its stage may not be
   * complete. The caller does not hold the lock.
   */
  void threadIsFree(CheckRun late) {
    try {
      synchronized (kernel.lock) {
        takeBackThread(late);
      }
    } finally {
      kernel.deferred.flush();
    }
  }

  private void takeBackThread(CheckRun late) {
    if (late.hasAddedThread) {
      late.hasAddedThread = false;
      kernel.deferred.add(() -> kernel.threads.addCheckThreads(-1));
    }
    if (late.overdue) {
      late.overdue = false;
      registry.checks.overdueRunEnded();
    }
  }

  /**
   * Handles the end of a run's code. Ignores a second end, and a run that is not the present one.
   * The caller does not hold the lock.
   */
  void ended(CheckRun ended, CheckResult result, Duration took) {
    StackReserve.ensure();
    double random = kernel.random();
    try {
      synchronized (kernel.lock) {
        if (ended == run) {
          finish(ended, result, took, random);
        }
      }
    } finally {
      kernel.deferred.flush();
    }
  }

  private void finish(CheckRun ended, CheckResult result, Duration took, double random) {
    try {
      takeBackThread(ended);
      long now = kernel.clock.nanos();
      if (stopped) {
        return;
      }
      state.overrunEnded(now);
      registry.changed();
      if (!ended.settled) {
        registry.record(state, result, took, false);
      }
      registry.refresh(state, now); // an overrun's failure ages from now on
      expectStaleness(now);
    } finally {
      run = null;
      ended.settled = true;
      timeout.clear();
      scheduleNext(random);
    }
  }

  private void scheduleNext(double random) {
    if (stopped) {
      registry.checks.ended(this);
      return;
    }
    if (check.onDemand) {
      quiet(kernel.clock.nanos() - state.ageNanos(kernel.clock.nanos()) + check.intervalNanos);
    }
    if (adopted) {
      adopted = false;
      if (runsByItself()) {
        start();
      }
    } else if (runsByItself()) {
      next.setIfUnset(delay(random));
    }
    answerQueries();
  }

  /** Answers the queries that need to wait no longer. */
  void answerQueries() {
    for (PendingQuery query : List.copyOf(queries)) {
      queries.remove(query);
      query.arrived(this);
    }
  }

  /**
   * Returns the delay before the next run: after the first run, any part of the period; later, the
   * period, varied by the jitter. So checks that start together, in one process or in many, drift
   * apart.
   */
  private long delay(double random) {
    if (check.jitter == 0) {
      return check.intervalNanos;
    }
    double part = spread ? 1 + check.jitter * (2 * random - 1) : random;
    spread = true;
    return (long) (check.intervalNanos * part);
  }

  // Staleness.

  private void expectStaleness(long now) {
    if (state.canExpire()) {
      staleness.setAtTheLatest(Math.max(0, state.nanosToStale(now)));
    }
  }

  /** Updates the services, or sets the timer again if a newer result has come. */
  private void mayBeStale() {
    long now = kernel.clock.nanos();
    registry.refresh(state, now);
    if (state.outcome(now) != Outcome.UNKNOWN) {
      expectStaleness(now);
    }
  }

  // Stopping and supervision.

  /**
   * Stops the check for good: no run starts, and a run under way is cancelled.
   *
   * @return whether the run's code goes on
   */
  boolean stop() {
    stopped = true;
    next.clear();
    if (isReserved) {
      isReserved = false;
      registry.checks.pacer.giveBack(reserved);
    }
    timeout.clear();
    staleness.clear();
    CheckRun last = run;
    if (last != null) {
      last.settled = true;
      if (last.hasBegun()) {
        addThreadIfHeld(last);
      } else {
        run = null; // tryBegin() refuses it
      }
      kernel.deferred.add(() -> kernel.threads.handOffUrgent(last::cancel));
    }
    answerQueries();
    return run != null;
  }

  /**
   * Takes over the run of a scheduler that was stopped for the same check. No other run starts
   * before that run ends.
   */
  void adopt(CheckScheduler before) {
    CheckRun hanging = before.run;
    if (hanging != null) {
      run = hanging;
      before.run = null;
      hanging.scheduler = this;
      adopted = true;
      state.overruns(kernel.clock.nanos());
      timeout.setIfUnset(timeoutNanos);
      superviseIfOnDemand();
    }
  }

  /** Sets its timers again on a new underlying timer. */
  void setTimersAgain() {
    next.setAgain();
    timeout.setAgain();
    staleness.setAgain();
    queries.forEach(PendingQuery::setTimerAgain);
  }

  /** Forgets a run whose end an Error has cut short. What it would have said is not known. */
  private void giveUp(CheckRun broken) {
    run = null;
    broken.settled = true;
    adopted = false;
    quiet = false;
    timeout.clear();
    takeBackThread(broken);
    long now = kernel.clock.nanos();
    state.overrunEnded(now);
    registry.changed();
    registry.refresh(state, now);
    answerQueries();
  }

  /** Sets timers again that an Error or a failed timer has lost. */
  void look() {
    next.setAgainIfLost();
    timeout.setAgainIfLost();
    staleness.setAgainIfLost();
    if (stopped) {
      return;
    }
    queries.forEach(PendingQuery::setTimerAgainIfLost);
    if (run != null && run.broken) {
      giveUp(run);
    }
    if (run != null) {
      timeout.setIfUnset(timeoutNanos);
    } else if (!check.onDemand) {
      next.setIfUnset(0);
    } else if (!next.isSet() && isWatched()) {
      startForWatcher(kernel.clock.nanos());
    }
  }
}
