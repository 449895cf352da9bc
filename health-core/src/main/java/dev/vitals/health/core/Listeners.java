package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.HealthListener;
import dev.vitals.health.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes transitions and check results to the listeners, each at its own pace, and transitions to
 * the log. The caller holds the kernel's lock.
 */
final class Listeners {

  private final TransitionLog log;
  private final List<ListenerQueue> queues = new ArrayList<>();

  /** The queues of listeners that were removed while they may have been called. */
  private final List<ListenerQueue> leaving = new ArrayList<>();

  private final Kernel kernel;

  Listeners(Kernel kernel) {
    this.kernel = kernel;
    log = new TransitionLog(kernel);
  }

  void add(HealthListener listener) {
    Require.that(
        queues.stream().noneMatch(queue -> queue.isOf(listener)),
        "listener",
        "added twice",
        "each listener once; to have it called twice, wrap it");
    leaving.removeIf(queue -> !queue.isDelivering());
    for (ListenerQueue queue : leaving) {
      if (queue.isOf(listener)) { // it is still being called: the same queue calls it next
        leaving.remove(queue);
        queues.add(queue);
        return;
      }
    }
    queues.add(new ListenerQueue(listener, kernel));
  }

  /** Removes a listener; false if it is not there. */
  boolean remove(HealthListener listener) {
    for (ListenerQueue queue : queues) {
      if (queue.isOf(listener)) {
        queue.end();
        leaving.add(queue);
        return queues.remove(queue);
      }
    }
    return false;
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

  /** Logs that a service goes on failing because of another check. */
  void causeChanged(String service, String reason) {
    log.causeChanged(service, reason);
  }

  /** Writes the lines that wait, before they are outdated; returns how many were left out. */
  int settleLog() {
    return log.settle();
  }

  /** Sets the log's timer again if it has been lost. */
  void setTimerIfLost() {
    log.setTimerIfLost();
  }

  /** Sets the log's timer again on a new underlying timer. */
  void setTimerAgain() {
    log.setTimerAgain();
  }

  /** Writes a line to the log. */
  void note(String text) {
    log.note(text);
  }

  /** Writes a warning to the log. */
  void warn(String text) {
    log.warn(text);
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
