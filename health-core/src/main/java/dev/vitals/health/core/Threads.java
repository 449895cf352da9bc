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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The executors of one health: those that the user supplied, and pools of daemon threads of its
 * own.
 *
 * <p>A supplied executor may refuse tasks, lose them, or run them on the submitting thread.
 * Health's guarantees do not depend on it, because a spare pool does the work then. The spare pool
 * has no threads while nothing needs them.
 */
final class Threads {

  /**
   * What the user supplied.
   *
   * @param checkThreads how many threads run checks if no check executor is supplied
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

  private static final Duration WATCHDOG_PERIOD = Duration.ofMillis(100);

  /** After so many looks, which take three seconds, threads that hang do not delay the end. */
  private static final int MAX_CLOSING_LOOKS = 30;

  final HealthTime time;
  final Supervisor watchdog;
  final Executor checker;
  final Executor notifier;
  final Log log;

  /**
   * Whether tasks may run on the submitting thread: true with a supplied time, because the user
   * drives it by hand.
   */
  final boolean inlineAllowed;

  private final StallAwareExecutor checkPool;

  /** Whether the supplied check executor has run a task on the thread that submitted it. */
  private volatile boolean checkerIsInline;

  private final StallAwareExecutor sparePool;
  final Executor spare;

  /** Whether a supplied notifier begins its tasks. */
  private final CircuitBreaker breaker;

  /** How many tasks a supplied notifier has yet to run. Health's own threads end after these. */
  final AtomicInteger awaited = new AtomicInteger();

  private final List<StallAwareExecutor> own = new ArrayList<>();
  private final List<Runnable> whenTimerIsReplaced = new CopyOnWriteArrayList<>();
  private final Set<Thread> timers = ConcurrentHashMap.newKeySet();
  private final @Nullable SystemTime systemTime;

  Threads(Given given, Log log) {
    this.log = log;
    systemTime = given.time != null ? null : new SystemTime(given.timer, log);
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
    breaker = new CircuitBreaker(notifier, spare, this);
    log.writeApart(this::isOnTimer, task -> hand(sparePool, task));
  }

  private StallAwareExecutor own(StallAwareExecutor pool) {
    own.add(pool);
    return pool;
  }

  /**
   * Schedules a task on the timer, and tries once more if the timer fails.
   *
   * @return a handle whose {@code cancel} throws nothing, whatever the timer returned
   */
  HealthTime.Task schedule(Runnable task, Duration delay) {
    Runnable noted = inlineAllowed ? task : () -> runOnTimer(task);
    HealthTime.Task scheduled;
    try {
      scheduled = time.schedule(noted, delay);
    } catch (Throwable e) {
      scheduled = time.schedule(noted, delay);
    }
    HealthTime.Task handle = scheduled;
    return () -> cancel(handle);
  }

  private static void cancel(HealthTime.@Nullable Task handle) {
    try {
      if (handle != null) {
        handle.cancel();
      }
    } catch (Throwable e) {
      // The task fires, and does nothing: its timer has gone on to another setting.
    }
  }

  /** Runs the action on a spare thread after a second; does nothing with a supplied time. */
  void callLater(Runnable action) {
    if (systemTime != null) {
      hand(sparePool, () -> SystemTime.callLater(() -> hand(sparePool, action)));
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

  /** Whether this thread is a timer's, which must not run foreign code. */
  boolean isOnTimer() {
    return timers.contains(Thread.currentThread());
  }

  /** Supervises a supplied timer, and runs the action once a second. */
  void superviseTimer(Runnable eachSecond) {
    if (systemTime != null) {
      systemTime.supervise(task -> hand(sparePool, task), eachSecond);
    }
  }

  /**
   * Registers an action that runs when another timer replaces a supplied one that was shut down.
   */
  void whenTimerIsReplaced(Runnable action) {
    whenTimerIsReplaced.add(action);
  }

  /** See {@link Kernel#handOff}. */
  void handOff(Executor executor, Runnable task) {
    if (!handToOwn(executor, task)) {
      submit(new Handoff(this, executor, spare, spare, task));
    }
  }

  /**
   * Hands a task to a pool of the core's own, if the executor is one, or begins no tasks; false
   * otherwise.
   */
  private boolean handToOwn(Executor executor, Runnable task) {
    if (isOwn(executor)) {
      hand(executor, task);
      return true;
    }
    return isGivenUp(executor) && hand(spare, task);
  }

  /** Whether spare threads run the tasks of a supplied executor, because it begins none. */
  boolean isGivenUp(Executor executor) {
    return executor == notifier && breaker.isOpen();
  }

  /** Notes that a supplied executor has begun a task. */
  void hasBegun(Executor executor) {
    if (executor == notifier) {
      breaker.begun();
    }
  }

  /** Notes that a supplied executor has not begun a task in time. The caller holds no lock. */
  void hasNotBegun(Executor executor) {
    if (executor == notifier) {
      breaker.late();
    }
  }

  /** Submits a task; from the timer's thread by way of a spare one, since an executor may block. */
  private void submit(Handoff handoff) {
    if (isOnTimer()) {
      hand(sparePool, handoff::hand);
    } else {
      handoff.hand();
    }
  }

  /**
   * Hands the notifier a task that must begin soon, such as an answer or a cancellation. The caller
   * holds no lock.
   */
  void handOffUrgent(Runnable task) {
    if (!handToOwn(notifier, task)) {
      submit(new Handoff(this, notifier, spare, spare, task).urgent());
    }
  }

  /**
   * Hands a run to the check executor. If that would run it on the submitting thread, the core's
   * own check pool runs it, unless inline tasks are allowed. A supplied executor may block its
   * submitter, so a spare thread submits to it.
   *
   * @param patience how long the executor may take to begin the run before it gets the run again
   * @param refused runs if the executor refuses the run
   */
  void handOffRun(Runnable run, Duration patience, Runnable refused) {
    if (isOwn(checker)) {
      if (!hand(checker, run)) {
        refused.run();
      }
      return;
    }
    Handoff handoff = new Handoff(this, checker, checkPool, checker, run).ofCheck(patience);
    Runnable submission =
        () -> {
          if (!handoff.hand()) {
            refused.run();
          }
        };
    if (inlineAllowed) {
      submission.run();
    } else {
      hand(sparePool, submission);
    }
  }

  /** Runs a task that takes over from one that hangs, on a spare thread, added if necessary. */
  void runApart(Runnable task) {
    if (spare != sparePool) {
      handOff(spare, task);
      return;
    }
    sparePool.addThreads(1);
    hand(
        sparePool,
        () -> {
          try {
            task.run();
          } finally {
            sparePool.addThreads(-1);
          }
        });
  }

  /** Whether the core's own pool runs the checks: by default, or in place of an inline executor. */
  boolean canAddCheckThreads() {
    return checker == checkPool || checkerIsInline;
  }

  void checkerIsInline() {
    checkerIsInline = true;
  }

  /**
   * Adds threads to the check pool, for tasks that hold theirs too long; a negative number removes
   * them.
   */
  void addCheckThreads(int threads) {
    if (canAddCheckThreads()) {
      checkPool.addThreads(threads);
    }
  }

  /** Adds threads to the notifier if it is the core's own; a negative number removes them. */
  void addNotifierThreads(int threads) {
    if (threads != 0 && notifier instanceof StallAwareExecutor pool && own.contains(pool)) {
      pool.addThreads(threads);
    }
  }

  boolean isOwn(Executor executor) {
    return executor instanceof StallAwareExecutor pool && own.contains(pool);
  }

  /**
   * Hands a task to an executor of the core's own. If the executor cannot start a thread, because
   * memory is out, say, the watchdog hands the task over again until it can.
   *
   * @return false if the executor refuses the task, which it does only after health was closed
   */
  boolean hand(Executor executor, Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    } catch (Throwable e) {
      watchdog.register(() -> retry(executor, task));
      log.warn(Log.Kind.EXECUTOR, "A thread could not be started; health tries again", e);
      return true;
    }
  }

  private boolean retry(Executor executor, Runnable task) {
    hand(executor, task); // which registers with the watchdog again if it fails
    return false;
  }

  /**
   * Ends the core's own threads once they are idle and a supplied notifier has run its tasks, or
   * after {@link #MAX_CLOSING_LOOKS} if some hang.
   */
  void shutDownWhenIdle() {
    if (isIdle() && (inlineAllowed || hasNoThread())) {
      shutDown();
    } else {
      watchdog.register(new Closing());
    }
  }

  private boolean isIdle() {
    return awaited.get() == 0 && own.stream().allMatch(StallAwareExecutor::isIdle);
  }

  /** A thread that seems idle may have taken a task and be about to run it. */
  private boolean hasNoThread() {
    return own.stream().allMatch(pool -> pool.getPoolSize() == 0);
  }

  private void shutDown() {
    watchdog.close();
    own.forEach(ExecutorService::shutdown);
    if (systemTime != null) {
      systemTime.close();
    }
  }

  /**
   * Waits until two looks in a row find the pools idle, because a task that runs may hand over
   * further ones.
   */
  private final class Closing implements Supervisor.Supervised {
    private int looks;
    private boolean wasIdle;

    @Override
    public boolean look() {
      boolean idle = isIdle();
      if ((idle && wasIdle) || ++looks > MAX_CLOSING_LOOKS) {
        shutDown();
        return false;
      }
      wasIdle = idle;
      return true;
    }
  }
}
