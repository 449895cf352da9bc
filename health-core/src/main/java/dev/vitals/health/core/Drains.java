package dev.vitals.health.core;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Those who wait until clients have had time to notice a drain. Guarded by the board's lock, which
 * the caller holds unless it says otherwise; who waits is told after it, on the notifier.
 */
final class Drains {

  private final Board board;
  private final Set<CompletableFuture<Void>> waiting = new LinkedHashSet<>();

  Drains(Board board) {
    this.board = board;
  }

  void add(CompletableFuture<Void> drain) {
    waiting.add(drain);
  }

  /** Completes one of them after the delay. The caller does not hold the lock. */
  void end(CompletableFuture<Void> drain, Duration delay) {
    HealthTime.Task timer = board.time.schedule(() -> tell(() -> drain.complete(null)), delay);
    drain.whenComplete((nothing, failure) -> leave(drain, timer)); // whoever completes it
  }

  private void leave(CompletableFuture<Void> drain, HealthTime.Task timer) {
    timer.cancel();
    synchronized (board.lock) {
      waiting.remove(drain);
    }
  }

  /** Health closes: nobody waits any longer. */
  void endAll() {
    dismiss(drain -> drain.complete(null));
  }

  /** Health serves again. */
  void cancelAll() {
    dismiss(drain -> drain.completeExceptionally(new CancellationException("health was resumed")));
  }

  private void dismiss(Consumer<CompletableFuture<Void>> how) {
    for (CompletableFuture<Void> drain : List.copyOf(waiting)) {
      board.outbox.add(() -> tell(() -> how.accept(drain)));
    }
    waiting.clear();
  }

  private void tell(Runnable news) {
    board.outbox.handOrDo(board.notifier, news);
  }
}
