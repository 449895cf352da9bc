package dev.vitals.health.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The executors of one health: those handed in, and for the others daemon threads of its own. */
final class Threads {

  private static final int CHECKERS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
  private static final int NOTIFIERS = 2;

  final HealthTime time;
  final Executor checker;
  final Executor notifier;

  private final List<ExecutorService> own = new ArrayList<>();

  Threads(
      @Nullable HealthTime time,
      @Nullable ScheduledExecutorService timer,
      @Nullable Executor checker,
      @Nullable Executor notifier) {
    this.time =
        time != null ? time : new SystemTime(timer != null ? timer : own(SystemTime.ownTimer()));
    this.checker = checker != null ? checker : own(pool("vitals-check", CHECKERS));
    this.notifier = notifier != null ? notifier : own(pool("vitals-notify", NOTIFIERS));
  }

  private GrowingPool pool(String name, int size) {
    return new GrowingPool(name, size, time);
  }

  private <E extends ExecutorService> E own(E executor) {
    own.add(executor);
    return executor;
  }

  /** Ends the threads of its own, after what they have been given. */
  void shutDown() {
    own.forEach(ExecutorService::shutdown); // the timer drops what is not due yet
  }
}
