package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.Transition;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those who are told of transitions and check runs, each at its own pace. The log of transitions is
 * one of them. The board's lock is held by whoever calls.
 */
final class Listeners {

  private final TransitionLog log;
  private final ListenerQueue logQueue;
  private final List<ListenerQueue> queues;

  Listeners(Collection<HealthListener> given, Board board) {
    log = new TransitionLog(board.time);
    logQueue = new ListenerQueue(log, board);
    queues = given.stream().map(listener -> new ListenerQueue(listener, board)).toList();
  }

  void statusChanged(Transition transition) {
    tell(listener -> listener.statusChanged(transition));
    if (log.admits()) {
      long leftOut = log.takeLeftOut();
      if (leftOut > 0) {
        logQueue.add(listener -> listener.missed(leftOut));
      }
      logQueue.add(listener -> listener.statusChanged(transition));
    }
  }

  void checkRan(CheckState state, long now) {
    if (!queues.isEmpty()) { // the log has no use for it
      boolean critical = state.users.stream().anyMatch(user -> user.decides(state));
      CheckReport report = state.report(critical, now);
      tell(listener -> listener.checkRan(report));
    }
  }

  private void tell(Consumer<HealthListener> event) {
    queues.forEach(queue -> queue.add(event));
  }
}
