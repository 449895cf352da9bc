package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.Transition;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes transitions and check results to the listeners, each at its own pace, and transitions to
 * the log. The caller holds the kernel's lock.
 */
final class Listeners {

  private final TransitionLog log;
  private final List<ListenerQueue> queues;

  Listeners(Collection<HealthListener> given, Kernel kernel) {
    log = new TransitionLog(kernel);
    queues = given.stream().map(listener -> new ListenerQueue(listener, kernel)).toList();
  }

  /**
   * Passes on a transition.
   *
   * @param planned whether a drain, its end or closing caused it. These log one line for all
   *     services
   */
  void statusChanged(Transition transition, boolean planned) {
    notify(listener -> listener.statusChanged(transition));
    if (!planned) {
      log.add(transition);
    }
  }

  /** Writes the lines that wait, before they are outdated; returns how many were left out. */
  int settleLog() {
    return log.settle();
  }

  /** Writes a line to the log. */
  void note(String text) {
    log.note(text);
  }

  void checkRan(CheckState state, long now) {
    if (!queues.isEmpty()) {
      CheckReport report = state.report(isCritical(state), now);
      notify(listener -> listener.checkRan(report));
    }
  }

  /** Whether any service lists the check as critical. */
  private static boolean isCritical(CheckState state) {
    if (state.criticalUsers > 0) {
      return true;
    }
    for (Member member : state.users.values()) {
      if (member.isCritical()) {
        return true;
      }
    }
    return false;
  }

  private void notify(Consumer<HealthListener> event) {
    for (ListenerQueue queue : queues) {
      queue.add(event);
    }
  }
}
