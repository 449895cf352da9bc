package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.Transition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those who are told of transitions and check runs, each at its own pace. The log of transitions is
 * one of them. The board's lock is held by whoever calls.
 */
final class Listeners {

  private final List<ListenerQueue> queues;
  private final boolean anyGiven;

  Listeners(Collection<HealthListener> given, Board board) {
    ListenerQueue log = new ListenerQueue(new TransitionLog(board.time), board);
    List<ListenerQueue> theirs =
        given.stream().map(listener -> new ListenerQueue(listener, board)).toList();
    anyGiven = !theirs.isEmpty();
    queues = new ArrayList<>(theirs);
    queues.add(log);
  }

  void statusChanged(Transition transition) {
    tell(listener -> listener.statusChanged(transition));
  }

  void checkRan(CheckState state, long now) {
    if (anyGiven) { // the log has no use for it
      boolean critical = state.users.stream().anyMatch(user -> user.decides(state));
      CheckReport report = state.report(critical, now);
      tell(listener -> listener.checkRan(report));
    }
  }

  private void tell(Consumer<HealthListener> event) {
    queues.forEach(queue -> queue.add(event));
  }
}
