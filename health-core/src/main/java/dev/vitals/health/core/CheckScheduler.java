package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When one check runs: in the background, or when somebody asks or watches.
 *
 * <p>All fields are guarded by the kernel's lock, as every method is where nothing else is said.
 */
final class CheckScheduler {

  /*
   * There is at most one run at a time, and it stays in `run` until its code has really ended, be it
   * long after its timeout: that is what single-flight and "not started again before the old run
   * ends" come from. Only the run in that field counts, and its result only until it has timed out:
   * late and double completions find nothing to do.
   *
   * `limit` is set while there is a run, and each time it fires something is counted:
   *   - a run that has not begun by its timeout, while the executor has not come back from any run
   *     lately, waits behind others that hang. If the executor is the core's own, room is made for
   *     it, so that it begins, and then has a moment;
   *   - a run that has begun and not ended by its timeout has failed, and is cancelled;
   *   - from then on each further period and timeout is one more failure, as if it had been run again
   *     and failed, so that a threshold is reached.
   */

  /**
   * How long a run may take that had to wait for as long as its timeout behind others that hang.
   */
  private static final long GRACE = Duration.ofMillis(100).toNanos();

  final ServiceCheck check;
  final CheckState state;
  final ServiceRegistry registry;
  final Kernel kernel;
  private final long timeoutNanos;
  private final OneShotTimer next;
  private final OneShotTimer limit;
  private final OneShotTimer staleness;
  private final Set<PendingQuery> queries = new LinkedHashSet<>();
  private @Nullable CheckRun run;
  private boolean spread; // whether the phase has been spread over the period
  private boolean adopted; // the run is of the time before the check was removed and added again
  private boolean stopped;

  /** Until then nobody has to ask for anything: readable without the lock. */
  private volatile long quietUntil;

  private volatile boolean quiet;

  CheckScheduler(ServiceCheck check, CheckState state, ServiceRegistry registry) {
    this.check = check;
    this.state = state;
    this.registry = registry;
    kernel = registry.kernel;
    timeoutNanos = SystemTime.saturated(check.timeout);
    next = new OneShotTimer(kernel, this::due);
    limit = new OneShotTimer(kernel, this::limitReached);
    staleness = new OneShotTimer(kernel, this::mayBeStale);
  }

  // Starting.

  /** Starts the first run as soon as not too many others start. */
  void startSoon() {
    if (run == null) {
      long delay = registry.checks.pacer.delay(kernel.clock.nanos());
      if (delay > 0) {
        next.set(delay);
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
    long now = kernel.clock.nanos();
    CheckRun begun = new CheckRun(this, now);
    kernel.deferred.add(begun::launch);
    run = begun;
    limit.set(timeoutNanos);
    if (check.onDemand) {
      state.requested(now);
      expectStaleness(now);
      if (state.isUsable(now)) {
        quiet(now + timeoutNanos); // the result there is will do meanwhile
      }
    }
  }

  /** The next run has come due; on demand only if there is still somebody who watches. */
  private void due() {
    if (!check.onDemand || isWatched()) {
      start();
    }
  }

  private boolean isWatched() {
    for (Service user : state.users.keySet()) {
      if (user.isWatched()) {
        return true;
      }
    }
    return false;
  }

  /** Whether somebody who asks has to take the lock and {@link #ask}. Needs no lock. */
  boolean isToBeAsked(long now) {
    return !quiet || now - quietUntil >= 0;
  }

  private void quiet(long until) {
    quietUntil = until;
    quiet = true;
  }

  /**
   * Somebody asks: an on-demand check with no result, or one older than its ttl, is started.
   *
   * @return whether it pays to wait, since there is no usable result but will be
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

  /** Somebody watches: an on-demand check is run as it comes due. */
  void watched(long now) {
    if (check.onDemand && run == null && !stopped) {
      if (isDue(now)) {
        start();
      } else {
        next.set(check.intervalNanos - state.ageNanos(now));
      }
    }
  }

  private boolean isDue(long now) {
    return !state.hasResult() || state.ageNanos(now) >= check.intervalNanos;
  }

  // Running.

  /** A run's code is about to begin; false if it must not. The caller does not hold the lock. */
  boolean begins(CheckRun begun) {
    synchronized (kernel.lock) {
      if (begun != run || stopped) {
        return false;
      }
      long now = kernel.clock.nanos();
      long asked = begun.requestedAt + timeoutNanos;
      if (begun.hurried) {
        begun.begins(now + Math.min(timeoutNanos, GRACE));
      } else if (check.onDemand && asked - now > 0) {
        begun.begins(asked); // somebody waits for so long, and no longer
      } else {
        begun.begins(now + timeoutNanos);
      }
      return true;
    }
  }

  private void limitReached() {
    CheckRun current = run;
    if (current == null) {
      return;
    }
    long now = kernel.clock.nanos();
    if (current.hasBegun()) {
      long left = current.deadline() - now;
      if (left > 0) {
        limit.set(left); // it began late
        return;
      }
      fails(current, "timed out after " + check.timeout.toMillis() + " ms");
    } else {
      if (!registry.checks.hasRunReturnedSince(now - timeoutNanos / 2)) {
        current.hurried = kernel.threads.canMakeRoomForChecks();
        makeRoom(current);
      }
      limit.set(timeoutNanos);
    }
  }

  /** A run has not ended in time; it may go on. */
  private void fails(CheckRun current, String reason) {
    try {
      boolean first = !current.settled;
      current.settled = true;
      if (first) {
        makeRoom(current);
        kernel.deferred.add(() -> kernel.threads.handOffUrgent(current::cancel));
      }
      registry.record(state, CheckResult.failing(reason), check.timeout, true);
      expectStaleness(kernel.clock.nanos());
      answer();
    } finally {
      limit.set(check.intervalNanos + timeoutNanos);
    }
  }

  private void makeRoom(CheckRun current) {
    if (!current.hasRoom) {
      current.hasRoom = true;
      kernel.deferred.add(() -> kernel.threads.makeRoomForChecks(1));
    }
  }

  /**
   * A run's code has ended. What comes twice, or from a run that is not the present one, counts for
   * nothing. The caller does not hold the lock.
   */
  void ended(CheckRun ended, CheckResult result, Duration took) {
    StackReserve.ensure();
    double random = kernel.random();
    try {
      synchronized (kernel.lock) {
        if (ended == run) {
          takeIn(ended, result, took, random);
        }
      }
    } finally {
      kernel.deferred.flush();
    }
  }

  private void takeIn(CheckRun ended, CheckResult result, Duration took, double random) {
    try {
      if (ended.hasRoom) {
        kernel.deferred.add(() -> kernel.threads.makeRoomForChecks(-1));
      }
      long now = kernel.clock.nanos();
      if (stopped) {
        return;
      }
      state.overrunEnded(now);
      if (!ended.settled) {
        registry.record(state, result, took, false);
      }
      registry.refresh(state, now); // the failure of one that overran grows stale from now on
      expectStaleness(now);
    } finally {
      run = null;
      ended.settled = true;
      limit.clear();
      goOn(random);
    }
  }

  private void goOn(double random) {
    if (stopped) {
      registry.checks.ended(this);
      return;
    }
    if (check.onDemand) {
      quiet(kernel.clock.nanos() - state.ageNanos(kernel.clock.nanos()) + check.intervalNanos);
    }
    if (adopted) {
      adopted = false;
      due();
    } else if (!check.onDemand || isWatched()) {
      next.set(delay(random));
    }
    answer();
  }

  /** What was asked meanwhile is answered, if it can be. */
  private void answer() {
    for (PendingQuery query : List.copyOf(queries)) {
      if (query.arrived(this)) {
        queries.remove(query);
      }
    }
  }

  /**
   * Returns the time to the next run. Checks that start together, in one process or in many, drift
   * apart: after the first run by any part of the period, later by the jitter.
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

  /** It may be too early, since newer results move it on. */
  private void mayBeStale() {
    long now = kernel.clock.nanos();
    registry.refresh(state, now);
    if (state.outcome(now) != Outcome.UNKNOWN) {
      expectStaleness(now);
    }
  }

  // Stopping, and looking after it.

  /**
   * Ends it for good: no run starts, and one under way is cancelled.
   *
   * @return whether a run goes on
   */
  boolean stop() {
    stopped = true;
    next.clear();
    limit.clear();
    staleness.clear();
    CheckRun last = run;
    if (last != null) {
      last.settled = true;
      if (last.hasBegun()) {
        makeRoom(last);
      } else {
        run = null; // begins() refuses it
      }
      kernel.deferred.add(() -> kernel.threads.handOffUrgent(last::cancel));
    }
    answer();
    return run != null;
  }

  /** The same check was stopped before, and its run goes on: none starts until it ends. */
  void adopt(CheckScheduler before) {
    CheckRun hanging = before.run;
    if (hanging != null) {
      run = hanging;
      before.run = null;
      hanging.scheduler = this;
      adopted = true;
      state.overruns(kernel.clock.nanos());
      limit.set(timeoutNanos);
    }
  }

  /** Sets again what an Error, or a timer that failed, left unset. */
  void look() {
    next.setAgainIfLost();
    limit.setAgainIfLost();
    staleness.setAgainIfLost();
    if (stopped) {
      return;
    }
    if (run == null && !next.isSet() && (!check.onDemand || isWatched())) {
      next.set(0);
    } else if (run != null && !limit.isSet()) {
      limit.set(timeoutNanos);
    }
  }
}
