package dev.vitals.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitals.health.CheckReport;
import dev.vitals.health.HealthListener;
import dev.vitals.health.Transition;
import dev.vitals.health.http.TimeLimits.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pages that are live. After a change each is sent the state of all services, and every five
 * seconds in any case, so that a page knows that it is connected.
 *
 * <p>One thread takes a report after a change, at most five a second, and shares it among all
 * pages; no thread and no report while nobody looks. Each page has a thread that writes to it. What
 * its browser does not read in time is merged: a page that falls behind gets the newest state next,
 * and holds no other. A write that takes longer than 30 seconds ends its stream.
 *
 * <p>Thread-safe. The notifying thread only leaves a mark.
 */
final class Streams implements HealthListener, AutoCloseable {

  /** Writes to one page. Called on one thread. */
  interface Sink {

    /** Writes what the browser gets at once. */
    void send(byte[] event) throws IOException;

    /** Ends the stream, whether or not anything was sent. */
    void end();
  }

  /**
   * A state of all services.
   *
   * @param number 1, 2, 3 and so on
   */
  private record State(long number, byte[] event) {}

  /** What a stream begins with. */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Type", "text/event-stream; charset=utf-8",
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "X-Accel-Buffering", "no"); // or nginx holds it back

  /**
   * How often states are sent.
   *
   * @param betweenReports at least this long from one report to the next
   * @param longestSilence after this long a state is sent though nothing has changed; the page
   *     takes three times as much for a lost connection
   * @param longestWrite a write that takes longer ends its stream
   */
  record Pace(Duration betweenReports, Duration longestSilence, Duration longestWrite) {

    static final Pace USUAL =
        new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  private static final System.Logger LOG = System.getLogger(Streams.class.getName());

  private final Supplier<String> report;
  private final int max;
  private final TimeLimits limits;
  private final Pace pace;

  private final Object lock = new Object();

  // Guarded by the lock.
  private final Set<Thread> readers = new HashSet<>();
  private @Nullable Thread reporter;
  private @Nullable State latest;
  private boolean changed;
  private boolean closed;

  /**
   * @param report gives the state of all services now, as a line of JSON
   * @param max how many pages may be live
   */
  Streams(Supplier<String> report, int max, TimeLimits limits) {
    this(report, max, limits, Pace.USUAL);
  }

  Streams(Supplier<String> report, int max, TimeLimits limits, Pace pace) {
    this.report = report;
    this.max = max;
    this.limits = limits;
    this.pace = pace;
  }

  @Override
  public void statusChanged(Transition transition) {
    mark();
  }

  @Override
  public void checkRan(CheckReport check) {
    mark();
  }

  @Override
  public void missed(long events) {
    mark();
  }

  private void mark() {
    synchronized (lock) {
      if (!changed) { // the first change since the last report wakes, those that follow do not
        changed = true;
        lock.notifyAll();
      }
    }
  }

  /**
   * Starts to send states to a page, on a thread of its own.
   *
   * @return false if as many pages are live as may be, or after {@link #close}
   */
  boolean open(Sink sink) {
    Thread reader;
    synchronized (lock) {
      if (closed || readers.size() >= max) {
        return false;
      }
      long seen = latest == null ? 0 : latest.number(); // older than the page
      reader = new DaemonThreads("vitals-http-page").newThread(() -> serve(sink, seen));
      readers.add(reader);
      changed = true;
      if (reporter == null) {
        reporter = new DaemonThreads("vitals-http-report").newThread(this::report);
      }
    }
    boolean started = false;
    try {
      startReporter();
      reader.start();
      started = true;
    } finally {
      if (!started) { // the process may have no more threads
        leave(reader);
      }
    }
    return true;
  }

  /** How many pages are live. */
  int open() {
    synchronized (lock) {
      return readers.size();
    }
  }

  private void startReporter() {
    synchronized (lock) {
      if (reporter != null && reporter.getState() == Thread.State.NEW) {
        reporter.start();
      } else {
        lock.notifyAll();
      }
    }
  }

  private void leave(Thread reader) {
    synchronized (lock) {
      readers.remove(reader);
      lock.notifyAll(); // the reporter may have nobody left
    }
  }

  // --- The reporter ---

  private void report() {
    try {
      while (awaitReason()) {
        publish();
        TimeUnit.NANOSECONDS.sleep(pace.betweenReports().toNanos());
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      synchronized (lock) {
        if (reporter == Thread.currentThread()) {
          reporter = null;
        }
      }
    }
  }

  /** Waits for a change, or until it is time for a sign of life; false if nobody looks any more. */
  private boolean awaitReason() throws InterruptedException {
    synchronized (lock) {
      long start = System.nanoTime();
      while (!changed && !readers.isEmpty() && !closed) {
        long left = pace.longestSilence().toNanos() - (System.nanoTime() - start);
        if (left <= 0) {
          break;
        }
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
      if (readers.isEmpty() || closed) {
        reporter = null; // under the lock: the next page starts another
        return false;
      }
      changed = false;
      return true;
    }
  }

  private void publish() {
    byte[] event;
    try {
      event = ("event: state\ndata: " + report.get() + "\n\n").getBytes(UTF_8);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "No report for the status page; it tries again", e);
      return;
    }
    synchronized (lock) {
      latest = new State(latest == null ? 1 : latest.number() + 1, event);
      lock.notifyAll();
    }
  }

  // --- The readers ---

  private void serve(Sink sink, long last) {
    long seen = last;
    try {
      for (State state = next(seen); state != null; state = next(seen)) {
        send(sink, state.event());
        seen = state.number();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A page was left, or did not read", e);
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      leave(Thread.currentThread());
      sink.end();
    }
  }

  private void send(Sink sink, byte[] event) throws IOException {
    Turn turn = limits.start(pace.longestWrite());
    try {
      sink.send(event);
    } finally {
      turn.end();
    }
  }

  /** Waits for a newer state, and returns the newest; null after {@link #close}. */
  private @Nullable State next(long seen) throws InterruptedException {
    synchronized (lock) {
      while (!closed && (latest == null || latest.number() <= seen)) {
        lock.wait();
      }
      return closed ? null : latest;
    }
  }

  /** Ends all streams. Does not wait. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      readers.forEach(Thread::interrupt);
      if (reporter != null) {
        reporter.interrupt();
      }
      lock.notifyAll();
    }
  }
}
