package dev.vitals.health.checks;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.CheckContext;
import dev.vitals.health.core.ServiceCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Checks that event loops, or other threads that must never block, run what they are given: how
 * long an empty task waits.
 *
 * <pre>{@code
 * ServiceCheck loops = EventLoopCheck.of("event-loops", eventLoopGroup, ofMillis(100)).build();
 * }</pre>
 *
 * <p>Tag: {@code local}. A Netty {@code EventLoopGroup}, shaded or not, is an {@code Iterable} of
 * executors as it is. The check fails if a loop has not run the task within nine tenths of the
 * timeout, and passes as degraded if one took longer than the given lag. A loop that is blocked has
 * one task of the check waiting in it, however long it is blocked.
 */
public final class EventLoopCheck {

  /** An executor, and whether it still has a task of an earlier run. */
  private record Loop(Executor executor, AtomicBoolean asked) {}

  private EventLoopCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param loops each runs its tasks on one thread; read once, now
   * @param lag how long a task may wait before the check counts as degraded
   * @throws IllegalArgumentException if there is no loop
   */
  public static ServiceCheck.Builder of(
      String name, Iterable<? extends Executor> loops, Duration lag) {
    Require.positive("lag", lag);
    List<Loop> all = new ArrayList<>();
    loops.forEach(loop -> all.add(new Loop(loop, new AtomicBoolean())));
    Require.that(!all.isEmpty(), "loops", "none", "one or more");
    return ServiceCheck.async(name, context -> run(all, lag, context)).tags(Tags.LOCAL);
  }

  private static CompletionStage<CheckResult> run(
      List<Loop> loops, Duration lag, CheckContext context) {
    CompletableFuture<CheckResult> result = new CompletableFuture<>();
    AtomicInteger missing = new AtomicInteger(loops.size());
    AtomicLong worst = new AtomicLong();
    for (Loop loop : loops) {
      ask(
          loop,
          waited -> {
            worst.accumulateAndGet(waited, Math::max);
            if (missing.decrementAndGet() == 0) {
              result.complete(result(Duration.ofNanos(worst.get()), lag));
            }
          });
    }
    CompletableFuture.delayedExecutor(
            context.remaining().toNanos() / 10 * 9, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(
            () ->
                result.complete(
                    CheckResult.failing(
                        missing.get() + " of " + loops.size() + " event loops are blocked")));
    return result;
  }

  /** Receives how long a task waited, in nanoseconds. */
  @FunctionalInterface
  private interface Waited {
    void nanos(long nanos);
  }

  private static void ask(Loop loop, Waited waited) {
    if (!loop.asked().compareAndSet(false, true)) {
      return; // it has not come to the task of an earlier run
    }
    long start = System.nanoTime();
    boolean taken = false;
    try {
      loop.executor()
          .execute(
              () -> {
                loop.asked().set(false);
                waited.nanos(System.nanoTime() - start);
              });
      taken = true;
    } finally {
      if (!taken) { // it has been shut down: the check fails with what it threw
        loop.asked().set(false);
      }
    }
  }

  private static CheckResult result(Duration worst, Duration lag) {
    return worst.compareTo(lag) <= 0
        ? CheckResult.passing()
        : CheckResult.passing("an event loop lags by " + worst.toMillis() + " ms");
  }
}
