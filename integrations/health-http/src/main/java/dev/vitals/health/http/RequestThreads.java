package dev.vitals.health.http;

import dev.vitals.health.http.TimeLimits.Turn;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for the JDK's HTTP server, which reads a request and writes its response on the
 * executor's thread, both for as long as the client likes.
 *
 * <p>Here a task is cut off after {@link #LONGEST}. While others wait for a thread, the tasks that
 * have had one for longest are cut off after {@link #CROWDED}. So a client that sends half a
 * request, or does not read its response, costs one thread for a bounded time.
 *
 * <p>Thread-safe. Threads and waiting tasks are bounded; a task beyond both is refused. An idle
 * server has no thread after ten seconds.
 */
final class RequestThreads implements Executor, AutoCloseable {

  /** What a request and its response may take; an honest one takes a millisecond. */
  static final Duration LONGEST = Duration.ofSeconds(3);

  /** What they may take while others wait for a thread. */
  static final Duration CROWDED = Duration.ofMillis(100);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final ThreadPoolExecutor threads;
  private final TimeLimits limits;
  private final AtomicBoolean willLook = new AtomicBoolean();

  /** Those under way, in the order in which they began. */
  private final Set<Turn> turns = Collections.synchronizedSet(new LinkedHashSet<>());

  RequestThreads(int most, int waiting, TimeLimits limits) {
    this.limits = limits;
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            new DaemonThreads("vitals-http"));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a task as soon as there is a thread.
   *
   * @throws RejectedExecutionException if too many wait already, or after {@link #close}; the
   *     server then closes the connection
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(() -> run(task));
    if (isCrowded()) {
      lookSoon();
    }
  }

  private void run(Runnable task) {
    Turn turn = limits.start(LONGEST);
    turns.add(turn);
    try {
      task.run();
    } finally {
      turns.remove(turn);
      turn.end();
    }
  }

  private boolean isCrowded() {
    return !threads.getQueue().isEmpty();
  }

  private void lookSoon() {
    if (willLook.compareAndSet(false, true)) {
      limits.after(BETWEEN_LOOKS, this::look);
    }
  }

  /** As many as wait get the threads of those that have had theirs for longest. */
  private void look() {
    willLook.set(false); // before the look: whoever waits from now on asks for another
    int waiting = threads.getQueue().size();
    List<Turn> longestFirst;
    synchronized (turns) {
      longestFirst = List.copyOf(turns);
    }
    for (Turn turn : longestFirst) {
      if (waiting-- <= 0 || turn.nanos() < CROWDED.toNanos()) {
        break; // those that follow began later
      }
      turn.cutOff();
    }
    if (isCrowded()) {
      lookSoon();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
