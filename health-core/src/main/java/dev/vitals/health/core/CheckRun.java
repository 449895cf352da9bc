package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check, on the check executor.
 *
 * <p>A run ends once, when the check's code has ended, however late. Its monitor guards the thread
 * that {@link #cancel} may interrupt. That thread is set before the check's code runs and cleared
 * before the thread returns to its pool, so that the interrupt hits no other task.
 */
final class CheckRun implements Runnable {

  final long requestedAt;

  // Guarded by the kernel's lock.
  boolean settled; // whether its result or timeout has been recorded, or its check was stopped
  boolean hurried; // whether it has waited for its whole timeout behind runs that hang
  boolean hasAddedThread; // whether a thread was added to the check pool for it
  boolean overdue; // whether it has timed out and still holds a thread
  private boolean begun;
  private long deadline;

  /** Changes if the check is removed and listed again while this run hangs. */
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
  private volatile boolean holdsThread = true; // from when it begins until its code has returned

  /** Whether an Error of the JVM has cut short what follows its code: the next look gives it up. */
  volatile boolean broken;

  /** Whether the check pool may have grown for it. Set before {@link #holdsThread} is read. */
  volatile boolean late;

  CheckRun(CheckScheduler scheduler, long requestedAt) {
    this.scheduler = scheduler;
    this.requestedAt = requestedAt;
    startedAt = requestedAt;
  }

  // The caller of these three holds the kernel's lock.

  boolean hasBegun() {
    return begun;
  }

  void markBegun(long until) {
    begun = true;
    deadline = until;
  }

  long deadline() {
    return deadline;
  }

  /** Hands this run to the check executor. The caller holds no lock. */
  void launch() {
    scheduler.kernel.threads.handOffRun(
        this,
        scheduler.check.timeout,
        () -> end(CheckResult.failing("the check executor refused to run it")));
  }

  @Override
  public void run() {
    boolean over = false;
    try {
      CheckScheduler owner = scheduler;
      if (owner.tryBegin(this)) { // otherwise its check was stopped before the run began
        runCode(owner);
      }
      over = true;
    } finally {
      holdsThread = false;
      if (!over) {
        broken = true; // not a call: a stack overflow may leave no stack for one
      } else if (late) { // read after holdsThread was written: one of two threads sees the other
        scheduler.threadIsFree(this);
      }
    }
  }

  private void runCode(CheckScheduler owner) {
    startedAt = owner.kernel.clock.nanos();
    CheckContext given = new CheckContext(owner.kernel.clock, deadline);
    CompletionStage<CheckResult> began = null;
    CheckResult failure = null;
    try {
      enter(given);
      owner.kernel.deferred.flush();
      began = owner.check.begin(given);
    } catch (Throwable e) {
      failure = Failures.result(e);
    } finally {
      exit(began);
    }
    if (failure != null) {
      end(failure);
    } else {
      follow(began);
    }
  }

  private synchronized void enter(CheckContext given) {
    context = given;
    if (cancelled) {
      given.cancel();
    } else {
      thread = Thread.currentThread();
    }
  }

  private synchronized void exit(@Nullable CompletionStage<CheckResult> began) {
    thread = null;
    stage = began;
    if (cancelled) {
      Thread.interrupted(); // clears the interrupt that cancel() has sent
    }
  }

  private void follow(@Nullable CompletionStage<CheckResult> began) {
    if (began == null) {
      end(CheckResult.failing("the check returned null instead of a stage"));
      return;
    }
    try {
      began.whenComplete(this::completed);
    } catch (Throwable e) {
      end(Failures.result(e));
    }
    if (isCancelled()) {
      cancel(); // cancelled before the check returned its stage
    }
  }

  private void completed(@Nullable CheckResult result, @Nullable Throwable failure) {
    boolean over = false;
    try {
      end(failure == null ? orFailure(result) : Failures.result(failure));
      over = true;
    } finally {
      if (!over) {
        broken = true; // not a call, as above
      }
    }
  }

  private static CheckResult orFailure(@Nullable CheckResult result) {
    return result != null ? result : CheckResult.failing("the check returned null");
  }

  /**
   * Reports that the check's code has ended. A second call, from a stage that completes twice, has
   * no effect.
   */
  private void end(CheckResult result) {
    CheckScheduler owner = scheduler;
    long took = Math.max(0, owner.kernel.clock.nanos() - startedAt);
    owner.ended(this, result, Duration.ofNanos(took));
    CheckScheduler newer = scheduler;
    if (newer != owner) {
      newer.ended(this, result, Duration.ofNanos(took)); // adopted in the meantime
    }
  }

  /** Whether its code is running on a thread of the executor. For runs that have begun. */
  boolean holdsThread() {
    return holdsThread;
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Tells the check's code to stop. Runs foreign code, so the caller holds no lock. */
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
