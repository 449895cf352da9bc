package dev.vitals.examples.http;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for the JDK's HTTP server, which reads a request and writes its answer on the executor's
 * thread, both for as long as the client likes.
 *
 * <p>Here a task is cut off after {@link #LONGEST}. While others wait for a thread, the tasks that
 * have had one for longest are cut off after {@link #CROWDED}. So a client that sends half a
 * request, or does not read its answer, costs one thread for a bounded time and delays nobody for
 * longer than that.
 *
 * <p>Thread-safe. Threads and waiting tasks are bounded; a task beyond both is refused.
 */
final class RequestThreads implements Executor, AutoCloseable {

  /** What a request and its answer may take; an honest one takes a millisecond. */
  static final Duration LONGEST = Duration.ofSeconds(3);

  /** What they may take while others wait for a thread. */
  static final Duration CROWDED = Duration.ofMillis(100);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(daemon("http-clock"));

  /** Those under way, in the order in which they began. */
  private final Set<Turn> turns = Collections.synchronizedSet(new LinkedHashSet<>());

  RequestThreads(int most, int waiting) {
    threads =
        new ThreadPoolExecutor(
            most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), daemon("http"));
    threads.allowCoreThreadTimeOut(true);
    long millis = BETWEEN_LOOKS.toMillis();
    clock.scheduleWithFixedDelay(this::cutOff, millis, millis, TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
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
  }

  private void run(Runnable task) {
    Turn turn = new Turn();
    turns.add(turn);
    try {
      task.run();
    } finally {
      turns.remove(turn);
      turn.end();
    }
  }

  /** As many as wait get the threads of those that have had theirs for longest. */
  private void cutOff() {
    List<Turn> longestFirst;
    synchronized (turns) {
      longestFirst = List.copyOf(turns);
    }
    int waiting = threads.getQueue().size();
    for (Turn turn : longestFirst) {
      Duration limit = waiting-- > 0 ? CROWDED : LONGEST;
      if (turn.took() >= limit.toNanos()) {
        turn.cutOff();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clock.shutdownNow();
  }

  /**
   * One task's time on a thread. An interrupt closes the socket that the thread reads or writes,
   * since the server uses interruptible channels; the lock keeps it from hitting the next task.
   */
  private static final class Turn {

    private final Thread thread = Thread.currentThread();
    private final long began = System.nanoTime();
    private boolean over; // guarded by this

    long took() {
      return System.nanoTime() - began;
    }

    synchronized void cutOff() {
      if (!over) {
        thread.interrupt();
      }
    }

    synchronized void end() {
      over = true; // an interrupt that came before is cleared by the pool
    }
  }
}
