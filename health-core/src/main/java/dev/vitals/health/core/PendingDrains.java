package dev.vitals.health.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Drains whose delay has not passed yet. Each completes on the notifier, or on a spare thread if
 * the notifier does not begin in time.
 *
 * <p>Guarded by the kernel's lock, which the caller holds unless a method says otherwise.
 */
final class PendingDrains {

  private final Kernel kernel;
  private final Map<CompletableFuture<Void>, OneShotTimer> pending = new LinkedHashMap<>();

  PendingDrains(Kernel kernel) {
    this.kernel = kernel;
    kernel.threads.whenTimerIsReplaced(() -> setTimers(OneShotTimer::setAgain));
    kernel.whenLooking(() -> setTimers(OneShotTimer::setAgainIfLost));
  }

  /** Completes the drain after the delay, unless it is completed before. */
  void add(CompletableFuture<Void> drain, Duration delay) {
    OneShotTimer timer = new OneShotTimer(kernel, () -> finish(drain, over -> over.complete(null)));
    pending.put(drain, timer);
    timer.setIfUnset(SystemTime.saturated(delay));
    kernel.deferred.add(() -> drain.whenComplete((nothing, failure) -> forget(drain)));
  }

  /**
   * Forgets a drain that has been completed, by health or by its user. The caller does not hold the
   * lock.
   */
  private void forget(CompletableFuture<Void> drain) {
    synchronized (kernel.lock) {
      OneShotTimer timer = pending.remove(drain);
      if (timer != null) {
        timer.clear();
      }
    }
    kernel.deferred.flush();
  }

  /** Completes all drains, because health closes. */
  void endAll() {
    List.copyOf(pending.keySet()).forEach(drain -> finish(drain, over -> over.complete(null)));
  }

  /** Cancels all drains, because health resumes. */
  void cancelAll() {
    List.copyOf(pending.keySet())
        .forEach(
            drain ->
                finish(
                    drain,
                    over ->
                        over.completeExceptionally(
                            new CancellationException("health was resumed"))));
  }

  private void finish(CompletableFuture<Void> drain, Consumer<CompletableFuture<Void>> completion) {
    OneShotTimer timer = pending.remove(drain);
    if (timer != null) {
      timer.clear();
    }
    kernel.deferred.add(() -> kernel.threads.handOffUrgent(() -> completion.accept(drain)));
  }

  /**
   * Sets the delays again, on a new timer or because a timer has lost them: a dead timer must not
   * keep a server from stopping. The caller does not hold the lock.
   */
  private void setTimers(Consumer<OneShotTimer> setting) {
    synchronized (kernel.lock) {
      pending.values().forEach(setting);
    }
    kernel.deferred.flush();
  }
}
