package dev.vitals.health.core;

import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * What every other class of the core stands on: the lock, time, executors and deferred work. It
 * knows none of them.
 */
final class Kernel {

  /*
   * One lock guards services, checks and everything that belongs to them. It is held for short,
   * bounded work on the core's own data, never while foreign code runs: executors, timers, checks,
   * listeners and loggers are called from deferred actions, which the thread runs after it has left
   * the lock. So the core cannot deadlock with its users, and no caller waits for a slow one.
   *
   * Watches have locks of their own (ServiceWatchers, WatcherShard, WatchLimits). Each is taken
   * within the lock here or alone, and nothing takes the lock here while it holds one of them.
   */
  final Object lock = new Object();

  final HealthTime time;
  final ActiveClock clock;
  final Log log;
  final DeferredActions deferred;
  final Threads threads;

  /** Looks at work that should get on: hand-offs, notification passes, pools. */
  final Supervisor watchdog;

  /** Shows that timers are alive, and looks after checks; runs while there are any. */
  final Supervisor heartbeat;

  private final DoubleSupplier random;

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
  }

  /**
   * Hands a task to an executor. If the executor refuses it, runs it on the thread that hands it
   * over, or does not begin it for a while, a thread of the core's own runs it. No lock is held.
   */
  void handOff(Executor executor, Runnable task) {
    if (threads.isOwn(executor)) {
      threads.hand(executor, task);
      return;
    }
    // It may run tasks inline: as a deferred action, so that no stack grows with such tasks.
    synchronized (lock) {
      deferred.add(() -> threads.handOff(executor, task));
    }
    deferred.flush();
  }

  /** Runs a task that may be slow, or hang, apart from those that get on. No lock is held. */
  void handToSpare(Runnable task) {
    handOff(threads.spare, task);
  }

  /** Returns a number from 0 to 1, whatever the source of randomness does. No lock is held. */
  double random() {
    try {
      double number = random.getAsDouble();
      return number >= 0 && number <= 1 ? number : 0.5;
    } catch (Throwable e) {
      log.warn(Log.Kind.RANDOM, "The source of random numbers failed; periods are not spread", e);
      return 0.5;
    }
  }

  /** Ends the threads of its own once they have done what they were given. No lock is held. */
  void close() {
    log.close();
    heartbeat.close();
    threads.shutDownWhenIdle();
  }
}
