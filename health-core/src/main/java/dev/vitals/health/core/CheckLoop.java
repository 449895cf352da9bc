package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When one check runs: in the background, or when somebody asks or watches.
 *
 * <p>All fields are guarded by the board's lock. There is at most one {@link Run} at a time, and it
 * stays in {@code run} until its code has really ended, be it long after its timeout: that is what
 * single-flight and "not started again before the old run ends" come from. Only the run in that
 * field may settle, and only once, so that late and double completions find nothing to do.
 */
final class CheckLoop {

  final ServiceCheck check;
  final CheckState state;
  final Board board;
  private final Alarm next;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private @Nullable Run run;
  private boolean spread; // whether the phase has been spread over the period
  private boolean stopped;

  CheckLoop(ServiceCheck check, CheckState state, Board board) {
    this.check = check;
    this.state = state;
    this.board = board;
    next = new Alarm(board, this::due);
  }

  /** Starts a run unless one is under way. The caller holds the lock. */
  void start() {
    if (!stopped && run == null) {
      next.clear();
      run = new Run(this);
      board.outbox.add(run::launch);
    }
  }

  /** The next run has come due; on demand only if there is still somebody who watches. */
  private void due() {
    if (!check.onDemand || isWatched()) {
      start();
    }
  }

  private boolean isWatched() {
    return state.users.stream().anyMatch(Service::isWatched);
  }

  /**
   * Somebody asks: an on-demand check with no result, or one older than its ttl, is started. The
   * caller holds the lock.
   *
   * @return whether it pays to wait, since there is no usable result but will be
   */
  boolean ask(long now) {
    if (check.onDemand && isDue(now)) {
      start();
    }
    return check.onDemand && run != null && !run.settled && !state.isUsable(now);
  }

  void await(Waiter waiter) {
    waiters.add(waiter);
  }

  boolean leave(Waiter waiter) {
    return waiters.remove(waiter);
  }

  /** Whether a run is under way and its timeout counts. */
  boolean hasBegun() {
    return run != null && run.hasBegun();
  }

  /** Somebody watches: an on-demand check is run as it comes due. The caller holds the lock. */
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

  /** Ends it for good: no run starts, and one under way is cancelled. The caller holds the lock. */
  void stop() {
    stopped = true;
    next.clear();
    if (run != null) {
      Run last = run;
      last.cancelled = true;
      board.outbox.add(() -> board.outbox.handOrDo(board.notifier, last::cancel));
    }
    run = null;
    release();
  }

  /** Takes a run's result, or its timeout: whichever comes first. False if it came too late. */
  boolean settle(Run settled, CheckResult result, @Nullable Duration took, boolean overruns) {
    synchronized (board.lock) {
      if (settled != run || run.settled) {
        return false;
      }
      run.settled = true;
      board.record(state, result, took, overruns);
      release();
    }
    board.outbox.flush();
    return true;
  }

  private void release() {
    for (Waiter waiter : List.copyOf(waiters)) {
      waiter.arrived();
    }
    waiters.clear();
  }

  /** A run's code has ended. Its loop goes on. */
  void ended(Run ended) {
    double random = board.random.getAsDouble();
    synchronized (board.lock) {
      if (ended != run) {
        return;
      }
      run = null;
      long now = board.time.nanos();
      if (state.overrunEnded(now)) {
        board.update(state.users); // its failure grows stale from now on
      }
      if (!check.onDemand || isWatched()) {
        next.set(delay(random));
      }
    }
    board.outbox.flush();
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
}
