package dev.vitals.health.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * The base of the core: the lock, time, executors and deferred actions. It knows nothing of
 * services, checks and watches.
 */
final class Kernel {

  /*
   * One lock guards services, checks and all that belongs to them. The core holds it for short,
   * bounded work on its own data, and never while it runs foreign code. Executors, timers, checks,
   * listeners and loggers are called from deferred actions, which the thread runs after it has
   * released the lock. So the core cannot deadlock with user code, and no caller waits for slow
   * user code. The one exception: HealthTime's clocks are read under the lock.
   *
   * Watches have locks of their own. The order is: this lock, then ServiceWatchers, then
   * WatcherShard or WatchLimits. Each may also be taken without the ones before it.
   */
  final Object lock = new Object();

  final HealthTime time;
  final ActiveClock clock;
  final Log log;
  final DeferredActions deferred;
  final Threads threads;

  /** Supervises work that must make progress: hand-offs, notification passes, pools. */
  final Supervisor watchdog;

  /**
   * Shows that timers are alive, and supervises checks. Runs while any check runs in the
   * background, and while an on-demand check runs or is watched.
   */
  final Supervisor heartbeat;

  private final DoubleSupplier random;
  private final List<Runnable> whenLooking = new CopyOnWriteArrayList<>();

  Kernel(Threads.Given given, DoubleSupplier random) {
    this.random = random;
    log = new Log();
    threads = new Threads(given, log);
    time = threads.time;
    clock = new ActiveClock(time);
    watchdog = threads.watchdog;
    heartbeat = new Supervisor(ActiveClock.BEAT, threads, clock::stopsBeating, log);
    deferred = new DeferredActions(lock, log);
    threads.whenTimerIsReplaced(
        () -> {
          watchdog.restart();
          heartbeat.restart();
        });
    threads.superviseTimer(this::look);
  }

  /** Registers an action that sets timers again which have been lost. */
  void whenLooking(Runnable action) {
    whenLooking.add(action);
  }

  /** Looks for timers that have been lost. The caller holds no lock. */
  void look() {
    reviveSupervisors();
    whenLooking.forEach(Runnable::run);
  }

  /**
   * Has the supervisors tick again if a timer has lost their next tick. The caller holds no lock.
   */
  void reviveSupervisors() {
    watchdog.revive();
    heartbeat.revive();
  }

  /**
   * Hands a task to an executor. If the executor refuses the task, does not begin it in time, or
   * would run it on the timer's thread, a spare thread runs it. The caller holds no lock.
   */
  void handOff(Executor executor, Runnable task) {
    if (threads.isOwn(executor)) {
      threads.hand(executor, task);
      return;
    }
    // A supplied executor may run tasks inline. A deferred action keeps the stack from growing
    // then.
    synchronized (lock) {
      deferred.add(() -> threads.handOff(executor, task));
    }
    deferred.flush();
  }

  /** Runs a task that may be slow, or hang, on a spare thread. The caller holds no lock. */
  void handToSpare(Runnable task) {
    handOff(threads.spare, task);
  }

  /**
   * Returns a number from 0 to 1, whatever the source of random numbers does. The caller holds no
   * lock.
   */
  double random() {
    try {
      double number = random.getAsDouble();
      return number >= 0 && number <= 1 ? number : 0.5;
    } catch (Throwable e) {
      log.warn(Log.Kind.RANDOM, "The source of random numbers failed; periods are not spread", e);
      return 0.5;
    }
  }

  /** Ends the core's own threads once they have done their tasks. The caller holds no lock. */
  void close() {
    log.close();
    heartbeat.close();
    threads.shutDownWhenIdle();
  }
}
