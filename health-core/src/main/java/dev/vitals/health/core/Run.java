package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a check, on the check executor.
 *
 * <p>It settles once, with a result or at the timeout, and ends once, when the check's code is
 * over. Its own monitor guards who is to be interrupted: the thread is named before the check's
 * code runs and forgotten before the thread goes back to its pool, so that an interrupt hits no
 * other task.
 */
final class Run implements Runnable {

  private final CheckLoop loop;

  /** Whether it has its result or timed out. Guarded by the board's lock. */
  boolean settled;

  // Guarded by this.
  private @Nullable Thread thread;
  private @Nullable CompletionStage<CheckResult> stage;
  private @Nullable CheckContext context;

  /** Written without the monitor by a loop that stops: a run that has not begun then never does. */
  volatile boolean cancelled;

  private volatile long startedAt;
  private volatile HealthTime.@Nullable Task timer;

  Run(CheckLoop loop) {
    this.loop = loop;
    startedAt = loop.board.time.nanos();
  }

  boolean hasBegun() {
    return timer != null;
  }

  /** Hands itself to the check executor. No lock is held. */
  void launch() {
    if (!loop.board.outbox.hand(loop.board.checker, this)) {
      finish(CheckResult.failing("the check executor refused to run it"));
    }
  }

  @Override
  public void run() {
    HealthTime time = loop.board.time;
    Duration timeout = loop.check.timeout;
    startedAt = time.nanos();
    CheckContext told = new CheckContext(time, startedAt + SystemTime.saturated(timeout));
    if (!enter(told)) {
      finish(CheckResult.unknown("cancelled before it began"));
      return;
    }
    CompletionStage<CheckResult> began;
    try {
      timer = time.schedule(this::timeOut, timeout);
      began = loop.check.begin(told);
    } catch (Throwable e) {
      exit(null);
      finish(failure(e));
      return;
    }
    exit(began);
    follow(began);
  }

  private synchronized boolean enter(CheckContext told) {
    if (cancelled || loop.board.isClosed()) {
      return false;
    }
    context = told;
    thread = Thread.currentThread();
    return true;
  }

  private synchronized void exit(@Nullable CompletionStage<CheckResult> began) {
    thread = null;
    stage = began;
    if (cancelled) {
      Thread.interrupted(); // ours, and spent
    }
  }

  private void follow(@Nullable CompletionStage<CheckResult> began) {
    if (began == null) {
      finish(CheckResult.failing("the check returned null instead of a stage"));
      return;
    }
    try {
      began.whenComplete((result, e) -> finish(e == null ? orNull(result) : failure(e)));
    } catch (Throwable e) {
      finish(failure(e));
    }
    if (cancelled) {
      cancel(); // it timed out before it returned its stage
    }
  }

  private static CheckResult orNull(@Nullable CheckResult result) {
    return result != null ? result : CheckResult.failing("the check returned null");
  }

  /** Words for what was thrown: its class and message, for the process only. */
  private static CheckResult failure(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String type = cause.getClass().getSimpleName();
    return CheckResult.failing(message == null ? type : type + ": " + message, cause);
  }

  /** The check's code is over. A second call, from a stage that completes twice, does nothing. */
  private void finish(CheckResult result) {
    HealthTime.Task timeout = timer;
    if (timeout != null) {
      timeout.cancel();
    }
    Duration took = Duration.ofNanos(Math.max(0, loop.board.time.nanos() - startedAt));
    loop.settle(this, result, took, false);
    loop.ended(this);
  }

  private void timeOut() {
    Duration timeout = loop.check.timeout;
    CheckResult late = CheckResult.failing("timed out after " + timeout.toMillis() + " ms");
    if (loop.settle(this, late, timeout, true)) {
      loop.board.outbox.handOrDo(loop.board.notifier, this::cancel);
    }
  }

  /** Tells the check's code to stop. It may run foreign code: not on the timer's thread. */
  void cancel() {
    CompletionStage<CheckResult> toCancel;
    synchronized (this) {
      cancelled = true;
      if (context != null) {
        context.cancel();
      }
      if (thread != null && loop.check.interrupts) {
        thread.interrupt();
      }
      toCancel = stage;
    }
    if (toCancel != null) {
      try {
        toCancel.toCompletableFuture().cancel(true);
      } catch (Throwable e) {
        Log.warn("Check " + Printable.quote(loop.check.name()) + " could not be cancelled", e);
      }
    }
  }
}
