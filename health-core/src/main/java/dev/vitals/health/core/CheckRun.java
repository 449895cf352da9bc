package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a check, on the check executor.
 *
 * <p>It ends once, when the check's code is over, however late. Its own monitor guards which thread
 * may be interrupted: the thread is named before the check's code runs and forgotten before the
 * thread goes back to its pool, so that an interrupt hits no other task.
 */
final class CheckRun implements Runnable {

  final long requestedAt;

  // Guarded by the kernel's lock.
  boolean settled; // whether its result, or its timeout, has been taken in
  boolean hurried; // whether it has waited for its whole timeout behind others that hang
  boolean hasRoom; // whether the pool has grown by a thread for it
  private boolean begun;
  private long deadline;

  /** Changes when its check is removed and added again while it hangs. */
  volatile CheckScheduler scheduler;

  @GuardedBy("this")
  private @Nullable Thread thread;

  @GuardedBy("this")
  private @Nullable CompletionStage<CheckResult> stage;

  @GuardedBy("this")
  private @Nullable CheckContext context;

  @GuardedBy("this")
  private boolean cancelled;

  private volatile long startedAt;

  CheckRun(CheckScheduler scheduler, long requestedAt) {
    this.scheduler = scheduler;
    this.requestedAt = requestedAt;
    startedAt = requestedAt;
  }

  // The caller of these three holds the kernel's lock.

  boolean hasBegun() {
    return begun;
  }

  void begins(long until) {
    begun = true;
    deadline = until;
  }

  long deadline() {
    return deadline;
  }

  /** Hands itself to the check executor. No lock is held. */
  void launch() {
    if (!scheduler.kernel.threads.handOffRun(this, scheduler.check.timeout)) {
      end(CheckResult.failing("the check executor refused to run it"));
    }
  }

  @Override
  public void run() {
    CheckScheduler owner = scheduler;
    if (!owner.begins(this)) {
      return; // it was stopped before it began
    }
    startedAt = owner.kernel.clock.nanos();
    CheckContext told = new CheckContext(owner.kernel.clock, deadline);
    CompletionStage<CheckResult> began = null;
    CheckResult failure = null;
    try {
      enter(told);
      owner.kernel.deferred.flush();
      began = owner.check.begin(told);
    } catch (Throwable e) {
      failure = Failures.result(e);
    } finally {
      exit(began);
      owner.registry.runReturned();
    }
    if (failure != null) {
      end(failure);
    } else {
      follow(began);
    }
  }

  private synchronized void enter(CheckContext told) {
    context = told;
    if (cancelled) {
      told.cancel();
    } else {
      thread = Thread.currentThread();
    }
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
      end(CheckResult.failing("the check returned null instead of a stage"));
      return;
    }
    try {
      began.whenComplete((result, e) -> end(e == null ? orFailure(result) : Failures.result(e)));
    } catch (Throwable e) {
      end(Failures.result(e));
    }
    if (isCancelled()) {
      cancel(); // it timed out before it returned its stage
    }
  }

  private static CheckResult orFailure(@Nullable CheckResult result) {
    return result != null ? result : CheckResult.failing("the check returned null");
  }

  /** The check's code is over. A second call, from a stage that completes twice, does nothing. */
  private void end(CheckResult result) {
    CheckScheduler owner = scheduler;
    long took = Math.max(0, owner.kernel.clock.nanos() - startedAt);
    owner.ended(this, result, Duration.ofNanos(took));
    CheckScheduler newer = scheduler;
    if (newer != owner) {
      newer.ended(this, result, Duration.ofNanos(took)); // adopted meanwhile
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Tells the check's code to stop. It may run foreign code: no lock is held. */
  void cancel() {
    CompletionStage<CheckResult> toCancel;
    synchronized (this) {
      cancelled = true;
      if (context != null) {
        context.cancel();
      }
      if (thread != null && scheduler.check.interrupts) {
        thread.interrupt();
      }
      toCancel = stage;
    }
    if (toCancel != null) {
      try {
        toCancel.toCompletableFuture().cancel(true);
      } catch (Throwable e) {
        scheduler.kernel.log.warn(
            Log.Kind.CANCEL,
            "Check " + Printable.quote(scheduler.check.name()) + " could not be cancelled",
            e);
      }
    }
  }
}
