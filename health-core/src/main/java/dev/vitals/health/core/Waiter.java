package dev.vitals.health.core;

import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import java.util.List;
import java.util.function.Consumer;

/**
 * One question that waits for on-demand checks: answered once, when the last of the runs it waits
 * for has settled. A run that the executor has not even begun when the longest of their timeouts
 * has passed is not waited for any more. Guarded by the board's lock.
 */
final class Waiter {

  private final Board board;
  private final String service;
  private final Consumer<? super ServingStatus> answer;
  private final List<CheckLoop> loops;
  private final Alarm patience;
  private int missing;

  Waiter(
      Board board, String service, Consumer<? super ServingStatus> answer, List<CheckLoop> loops) {
    this.board = board;
    this.service = service;
    this.answer = answer;
    this.loops = loops;
    patience = new Alarm(board, this::giveUp);
    missing = loops.size();
  }

  /** Begins to wait. The caller holds the lock. */
  void await() {
    long longest = 0;
    for (CheckLoop loop : loops) {
      loop.await(this);
      longest = Math.max(longest, SystemTime.saturated(loop.check.timeout));
    }
    patience.set(longest);
  }

  /** One of the runs has settled. The caller holds the lock. */
  void arrived() {
    if (--missing == 0) {
      reply();
    }
  }

  /**
   * Those runs that have begun settle at their timeout; those still in a queue may take for ever.
   */
  private void giveUp() {
    for (CheckLoop loop : loops) {
      if (!loop.hasBegun() && loop.leave(this)) {
        arrived();
      }
    }
  }

  private void reply() {
    patience.clear();
    board.outbox.add(() -> board.outbox.handOrDo(board.notifier, this::tell));
  }

  private void tell() {
    try {
      answer.accept(board.status(service));
    } catch (Throwable e) {
      Log.warn("The answer about " + Printable.quote(service) + " could not be given", e);
    }
  }
}
