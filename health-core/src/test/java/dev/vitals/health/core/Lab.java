package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServingStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What most tests start from: time that stands still, and everything on the test's own thread. */
final class Lab {

  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration PERIOD = Duration.ofSeconds(10);
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  /**
   * How long a test waits for another thread before it fails. Nothing waits so long if all is well.
   */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private Lab() {}

  /** Inline executors, and no jitter but half: the middle of every range. */
  static HealthBuilder inline(HealthTime time) {
    return Health.builder()
        .time(time)
        .checkExecutor(Runnable::run)
        .notifyExecutor(Runnable::run)
        .random(() -> 0.5);
  }

  /** A check every ten seconds exactly, with one second for a run. */
  static ServiceCheck.Builder every10s(String name, ServiceCheck.Blocking check) {
    return ServiceCheck.blocking(name, check).period(PERIOD).timeout(TIMEOUT).jitter(0);
  }

  /** The same, asynchronous. */
  static ServiceCheck.Builder every10s(String name, Calls calls) {
    return ServiceCheck.async(name, calls).period(PERIOD).timeout(TIMEOUT).jitter(0);
  }

  static CheckResult result(Outcome outcome) {
    return switch (outcome) {
      case PASSING -> CheckResult.passing();
      case FAILING -> CheckResult.failing("broken");
      case UNKNOWN -> CheckResult.unknown("warming up");
    };
  }

  static ServingStatus status(Outcome outcome) {
    return switch (outcome) {
      case PASSING -> ServingStatus.SERVING;
      case FAILING -> ServingStatus.NOT_SERVING;
      case UNKNOWN -> ServingStatus.UNKNOWN;
    };
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("waited " + PATIENCE.toSeconds() + " s for a latch");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Hangs until the latch opens, whatever happens, as code does that ignores interrupts. It gives
   * up after the longest that a test may take, which could not interrupt it.
   */
  static void hang(CountDownLatch latch) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    boolean interrupted = true;
    while (interrupted) {
      try {
        latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        interrupted = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /** Starts a thread and lets it run into a lock that is held. */
  static void startAndAwaitBlocked(Thread thread) {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
      while (thread.getState() != Thread.State.BLOCKED) {
        if (!thread.isAlive()) {
          throw new AssertionError("it ran into no lock");
        }
        Thread.onSpinWait();
      }
    }
  }

  static void join(Thread thread) {
    join(thread, PATIENCE);
  }

  static void join(Thread thread, Duration patience) {
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    if (thread.isAlive()) {
      throw new AssertionError("waited " + patience.toSeconds() + " s for " + thread.getName());
    }
  }

  /** A blocking check that gives one scripted outcome a run, the last one for ever. */
  static final class Script implements ServiceCheck.Blocking {
    private final Deque<Outcome> outcomes = new ArrayDeque<>();
    int runs;

    /** P passes, F fails, U is unknown. */
    Script(String script) {
      script.chars().mapToObj(Script::outcome).forEach(outcomes::add);
    }

    private static Outcome outcome(int letter) {
      return switch (letter) {
        case 'P' -> Outcome.PASSING;
        case 'F' -> Outcome.FAILING;
        case 'U' -> Outcome.UNKNOWN;
        default -> throw new IllegalArgumentException("script: " + (char) letter);
      };
    }

    @Override
    public CheckResult run(CheckContext context) {
      runs++;
      return result(outcomes.size() > 1 ? outcomes.removeFirst() : outcomes.getFirst());
    }
  }

  /** An async check whose runs the test completes, and which cannot be cancelled. */
  static final class Calls implements ServiceCheck.Async {

    /** A stage that goes on after it was cancelled, as work that ignores interrupts does. */
    static final class Call extends CompletableFuture<CheckResult> {
      final CheckContext context;
      boolean cancelled;

      Call(CheckContext context) {
        this.context = context;
      }

      @Override
      public boolean cancel(boolean mayInterrupt) {
        cancelled = true;
        return false;
      }
    }

    final Deque<Call> calls = new ArrayDeque<>();

    @Override
    public CompletableFuture<CheckResult> run(CheckContext context) {
      calls.add(new Call(context));
      return calls.getLast();
    }

    int runs() {
      return calls.size();
    }

    Call last() {
      return calls.getLast();
    }
  }
}
