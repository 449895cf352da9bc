package dev.vitals.health.core;

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

  private final @Nullable ScheduledExecutorService ownTimer;
  private final @Nullable ExecutorService ownChecker;
  private final @Nullable ExecutorService ownNotifier;

  Threads(
      @Nullable HealthTime givenTime,
      @Nullable ScheduledExecutorService givenTimer,
      @Nullable Executor givenChecker,
      @Nullable Executor givenNotifier) {
    if (givenTime != null) {
      ownTimer = null;
      time = givenTime;
    } else {
      ownTimer = givenTimer == null ? SystemTime.ownTimer() : null;
      time = new SystemTime(givenTimer != null ? givenTimer : ownTimer);
    }
    ownChecker = givenChecker == null ? new GrowingPool("vitals-check", CHECKERS, time) : null;
    checker = givenChecker != null ? givenChecker : ownChecker;
    ownNotifier = givenNotifier == null ? new GrowingPool("vitals-notify", NOTIFIERS, time) : null;
    notifier = givenNotifier != null ? givenNotifier : ownNotifier;
  }

  /** Ends the threads of its own, after what they have been given. */
  void shutDown() {
    if (ownChecker != null) {
      ownChecker.shutdown();
    }
    if (ownNotifier != null) {
      ownNotifier.shutdown();
    }
    if (ownTimer != null) {
      ownTimer.shutdownNow();
    }
  }
}
