package dev.vitals.health.core;

import dev.vitals.health.PendingCheck;
import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One status query that waits for on-demand checks. It is answered once: when the status is
 * certain, when the last run that it waits for has a result, or when the longest of the checks'
 * timeouts has passed, even if runs go on. Guarded by the kernel's lock.
 */
final class PendingQuery implements PendingCheck {

  private final ServiceRegistry registry;
  private final Kernel kernel;
  private final Service service;
  private final Consumer<? super ServingStatus> answer;
  private final List<CheckScheduler> missing;
  private final OneShotTimer patience;
  private boolean over;

  PendingQuery(
      ServiceRegistry registry,
      Service service,
      Consumer<? super ServingStatus> answer,
      List<CheckScheduler> missing) {
    this.registry = registry;
    kernel = registry.kernel;
    this.service = service;
    this.answer = answer;
    this.missing = new ArrayList<>(missing);
    patience = new OneShotTimer(kernel, this::reply);
  }

  /** Begins to wait. The caller holds the lock. */
  void await() {
    service.pending.add(this);
    long longest = 0;
    for (CheckScheduler scheduler : missing) {
      scheduler.await(this);
      longest = Math.max(longest, SystemTime.saturated(scheduler.check.timeout));
    }
    patience.setIfUnset(longest);
  }

  /**
   * Notes that a check has a result, for which the query no longer waits, and answers if that is
   * enough. The caller holds the lock.
   */
  void arrived(CheckScheduler scheduler) {
    missing.remove(scheduler);
    if (missing.isEmpty() || service.isCertain(kernel.clock.nanos())) {
      reply();
    }
  }

  /** Sets its timeout again on a new underlying timer. The caller holds the lock. */
  void setTimerAgain() {
    patience.setAgain();
  }

  /** Sets its timeout again if a timer has lost it. The caller holds the lock. */
  void setTimerAgainIfLost() {
    patience.setAgainIfLost();
  }

  /** Answers with what the service's status is by then. The caller holds the lock. */
  void reply() {
    if (leave()) {
      kernel.deferred.add(() -> kernel.threads.handOffUrgent(this::accept));
    }
  }

  private boolean leave() {
    boolean first = !over;
    over = true;
    service.pending.remove(this);
    patience.clear();
    missing.forEach(scheduler -> scheduler.leave(this));
    missing.clear();
    return first;
  }

  private void accept() {
    try {
      answer.accept(registry.status(service.name()));
    } catch (Throwable e) {
      kernel.log.warn(
          Log.Kind.ANSWER,
          "The status of " + Printable.quote(service.name()) + " could not be delivered",
          e);
    }
  }

  /** Cancels the query. The caller does not hold the lock. */
  @Override
  public void cancel() {
    synchronized (kernel.lock) {
      leave();
    }
    kernel.deferred.flush();
  }
}
