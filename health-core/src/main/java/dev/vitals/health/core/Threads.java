package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The executors of one health: those that its user handed in, and daemon threads of its own.
 *
 * <p>What is handed in may refuse tasks, lose them, or run them on the thread that hands them over.
 * Health's promises do not rest on it: a thread of a spare pool then does the work. That pool has
 * no threads while nobody needs them.
 */
final class Threads {

  /**
   * What the user handed in.
   *
   * @param checkThreads how many threads run checks where no executor for them was handed in
   */
  record Given(
      @Nullable HealthTime time,
      @Nullable ScheduledExecutorService timer,
      @Nullable Executor checker,
      @Nullable Executor notifier,
      int checkThreads) {}

  /** How many threads run checks by default. */
  static final int CHECK_THREADS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

  private static final int NOTIFY_THREADS = 2;

  /** How long threads that hang may keep the others from ending. */
  private static final long CLOSING_NANOS = Duration.ofSeconds(3).toNanos();

  private static final Duration WATCHDOG_PERIOD = Duration.ofMillis(100);

  final HealthTime time;
  final Supervisor watchdog;
  final Executor checker;
  final Executor notifier;
  final Log log;

  /**
   * Whether tasks may run on the thread that hands them over: it is the user's own, who drives time
   * by hand.
   */
  final boolean inlineAllowed;

  private final StallAwareExecutor checkPool;
  private final StallAwareExecutor sparePool;
  final Executor spare;
  private final List<StallAwareExecutor> own = new ArrayList<>();
  private final List<Runnable> whenTimerIsReplaced = new CopyOnWriteArrayList<>();
  private final Set<Thread> timers = ConcurrentHashMap.newKeySet();
  private final @Nullable SystemTime systemTime;

  Threads(Given given, Log log) {
    this.log = log;
    systemTime = given.time != null ? null : new SystemTime(given.timer);
    time = systemTime != null ? systemTime : requireNonNull(given.time);
    inlineAllowed = systemTime == null;
    if (systemTime != null) {
      systemTime.whenReplaced(() -> whenTimerIsReplaced.forEach(Runnable::run));
    }
    watchdog = new Supervisor(WATCHDOG_PERIOD, this, () -> {}, log);
    sparePool = own(new StallAwareExecutor("vitals-spare", NOTIFY_THREADS, watchdog));
    checkPool = own(new StallAwareExecutor("vitals-check", given.checkThreads, null));
    checker = given.checker != null ? given.checker : checkPool;
    notifier =
        given.notifier != null
            ? given.notifier
            : own(new StallAwareExecutor("vitals-notify", NOTIFY_THREADS, watchdog));
    spare = inlineAllowed && given.notifier != null ? given.notifier : sparePool;
  }

  private StallAwareExecutor own(StallAwareExecutor pool) {
    own.add(pool);
    return pool;
  }

  /** Schedules a task on the timer; a timer that fails is asked once more. */
  HealthTime.Task schedule(Runnable task, Duration delay) {
    Runnable noted = inlineAllowed ? task : () -> runOnTimer(task);
    try {
      return time.schedule(noted, delay);
    } catch (Throwable e) {
      return time.schedule(noted, delay);
    }
  }

  /** Calls it on a thread of the JDK after a second, unless time is handed in. */
  void callLater(Runnable action) {
    if (systemTime != null) {
      SystemTime.callLater(action);
    }
  }

  private void runOnTimer(Runnable task) {
    Thread timer = Thread.currentThread();
    timers.add(timer);
    try {
      task.run();
    } finally {
      timers.remove(timer);
    }
  }

  /** Whether this is a timer's thread, which must not run foreign code. */
  boolean isOnTimer() {
    return timers.contains(Thread.currentThread());
  }

  /** Has the action run when the timer that was handed in has died and another one takes over. */
  void whenTimerIsReplaced(Runnable action) {
    whenTimerIsReplaced.add(action);
  }

  /** See {@link Kernel#handOff}. */
  void handOff(Executor executor, Runnable task) {
    if (isOwn(executor)) {
      hand(executor, task);
    } else {
      new Handoff(this, executor, spare, spare, task).hand();
    }
  }

  /** Hands a task to the notifier for which somebody waits. No lock is held. */
  void handOffUrgent(Runnable task) {
    if (isOwn(notifier)) {
      hand(notifier, task);
    } else {
      new Handoff(this, notifier, spare, spare, task).urgent().hand();
    }
  }

  /**
   * Hands a run to the check executor. It begins there, or, if the executor runs its tasks on the
   * thread that hands them over, on a thread of the core's own.
   *
   * @param patience how long the executor may take before it is handed the run again
   * @return false if the executor refused it
   */
  boolean handOffRun(Runnable run, Duration patience) {
    if (isOwn(checker)) {
      return hand(checker, run);
    }
    return new Handoff(this, checker, checkPool, checker, run).ofCheck(patience).hand();
  }

  /**
   * Runs a task that takes over from one that hangs: on a spare thread, a further one if need be.
   */
  void runApart(Runnable task) {
    if (spare != sparePool) {
      handOff(spare, task);
      return;
    }
    sparePool.makeRoom(1);
    hand(
        sparePool,
        () -> {
          try {
            task.run();
          } finally {
            sparePool.makeRoom(-1);
          }
        });
  }

  boolean canMakeRoomForChecks() {
    return checker == checkPool;
  }

  /** Allows for a task of the check pool that holds its thread for longer than it should. */
  void makeRoomForChecks(int threads) {
    if (canMakeRoomForChecks()) {
      checkPool.makeRoom(threads);
    }
  }

  boolean isOwn(Executor executor) {
    return executor instanceof StallAwareExecutor pool && own.contains(pool);
  }

  /**
   * Hands a task to an executor of the core's own. One that cannot start a thread, since memory is
   * out, is handed the task again and again until it can.
   *
   * @return false if the executor refuses it, which it does only after health was closed
   */
  boolean hand(Executor executor, Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    } catch (Throwable e) {
      watchdog.register(() -> again(executor, task));
      log.warn(Log.Kind.EXECUTOR, "A thread could not be started; health tries again", e);
      return true;
    }
  }

  private boolean again(Executor executor, Runnable task) {
    hand(executor, task); // which has it looked at once more, if need be
    return false;
  }

  /** Ends the threads of its own once they are idle, or after a while if some hang. */
  void shutDownWhenIdle() {
    if (isIdle()) {
      shutDown();
    } else {
      watchdog.register(new Closing(time.nanos()));
    }
  }

  private boolean isIdle() {
    return own.stream().allMatch(StallAwareExecutor::isIdle);
  }

  private void shutDown() {
    watchdog.close();
    own.forEach(ExecutorService::shutdown);
    if (systemTime != null) {
      systemTime.close();
    }
  }

  /** Waits until nothing is under way: what is may hand further tasks to the pools. */
  private final class Closing implements Supervisor.Supervised {
    private final long since;
    private boolean wasIdle;

    Closing(long since) {
      this.since = since;
    }

    @Override
    public boolean look() {
      boolean idle = isIdle();
      if ((idle && wasIdle) || time.nanos() - since > CLOSING_NANOS) {
        shutDown();
        return false;
      }
      wasIdle = idle;
      return true;
    }
  }
}
