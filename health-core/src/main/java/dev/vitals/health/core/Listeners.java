package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.Transition;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * The listeners of transitions and check runs, each at its own pace, and the log of transitions,
 * which is one of them. The caller holds the kernel's lock.
 */
final class Listeners {

  private final TransitionLog log;
  private final List<ListenerQueue> queues;

  Listeners(Collection<HealthListener> given, Kernel kernel) {
    log = new TransitionLog(kernel);
    queues = given.stream().map(listener -> new ListenerQueue(listener, kernel)).toList();
  }

  /**
   * A service's status has changed.
   *
   * @param planned whether it is one of many that a drain or the end of health changes, which has a
   *     line of its own in the log
   */
  void statusChanged(Transition transition, boolean planned) {
    notify(listener -> listener.statusChanged(transition));
    if (!planned) {
      log.add(transition);
    }
  }

  /** Something has been done that is worth a line in the log. */
  void note(String text) {
    log.note(text);
  }

  void checkRan(CheckState state, long now) {
    if (!queues.isEmpty()) {
      CheckReport report = state.report(isCritical(state), now);
      notify(listener -> listener.checkRan(report));
    }
  }

  /** Whether any service lists it as critical. */
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
