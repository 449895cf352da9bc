package dev.vitals.health.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Drains that wait until clients have had time to notice. Each completes on the notifier, or on a
 * spare thread if the notifier does not come to it.
 *
 * <p>Guarded by the kernel's lock, which the caller holds unless something else is said.
 */
final class PendingDrains {

  private final Kernel kernel;
  private final Map<CompletableFuture<Void>, OneShotTimer> pending = new LinkedHashMap<>();

  PendingDrains(Kernel kernel) {
    this.kernel = kernel;
    kernel.threads.whenTimerIsReplaced(this::setAgain);
  }

  /** Completes the drain after the delay, unless somebody does before. */
  void add(CompletableFuture<Void> drain, Duration delay) {
    OneShotTimer timer = new OneShotTimer(kernel, () -> finish(drain, over -> over.complete(null)));
    pending.put(drain, timer);
    timer.set(SystemTime.saturated(delay));
    kernel.deferred.add(() -> drain.whenComplete((nothing, failure) -> forget(drain)));
  }

  /** Whoever completes it. */
  private void forget(CompletableFuture<Void> drain) {
    synchronized (kernel.lock) {
      OneShotTimer timer = pending.remove(drain);
      if (timer != null) {
        timer.clear();
      }
    }
    kernel.deferred.flush();
  }

  /** Health closes: nobody waits any longer. */
  void endAll() {
    List.copyOf(pending.keySet()).forEach(drain -> finish(drain, over -> over.complete(null)));
  }

  /** Health serves again. */
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

  /** A timer that has died must not keep a server from stopping. The lock is not held. */
  private void setAgain() {
    synchronized (kernel.lock) {
      pending.values().forEach(OneShotTimer::setAgain);
    }
    kernel.deferred.flush();
  }
}
