package dev.vitals.conformance.run;

import dev.vitals.conformance.rig.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Measures how much later than it asked a thread of this process wakes up. Thread-safe; while a
 * window is open there is one daemon thread, which wakes a hundred times a second.
 */
public final class SchedulingLag {
  /** Of the process, since all that runs in it shares the processors. */
  public static final SchedulingLag OF_THIS_PROCESS = new SchedulingLag(SchedulingLag::startDaemon);

  private static final Duration SLEEP = Duration.ofMillis(10);

  /** As long as a case waits for something. */
  private static final Duration STRETCH = Await.LIMIT;

  private final List<Window> windows = new CopyOnWriteArrayList<>();
  private final Consumer<Runnable> threads;
  private boolean sampling; // guarded by this

  /** One whose sampler runs where this puts it. */
  SchedulingLag(Consumer<Runnable> threads) {
    this.threads = threads;
  }

  /** Begins to measure, until the window is closed. */
  public Window open() {
    Window window = new Window();
    windows.add(window);
    startSampling();
    return window;
  }

  /** A thread asked to sleep for so long, and slept for so long. */
  void slept(Duration asked, Duration took) {
    windows.forEach(window -> window.add(asked, took));
  }

  private synchronized void startSampling() {
    if (!sampling) {
      sampling = true;
      threads.accept(this::sample);
    }
  }

  private static void startDaemon(Runnable task) {
    Thread thread = new Thread(task, "scheduling-lag");
    thread.setDaemon(true);
    thread.start();
  }

  private void sample() {
    while (goesOn()) {
      long start = System.nanoTime();
      LockSupport.parkNanos(SLEEP.toNanos());
      slept(SLEEP, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** A window that is opened at this moment finds either the thread or that there is none. */
  private synchronized boolean goesOn() {
    sampling = !windows.isEmpty();
    return sampling;
  }

  /** A stretch of time in which it is measured. Thread-safe. */
  public final class Window implements AutoCloseable {
    /* Guarded by this. */
    private final Deque<Sleep> latest = new ArrayDeque<>(); // as much as makes a stretch
    private Sleep sumOfLatest = Sleep.NONE;
    private Sleep sum = Sleep.NONE;
    private Sleep worst = Sleep.NONE;
    private long longest;

    private Window() {}

    private synchronized void add(Duration asked, Duration took) {
      Sleep sleep = new Sleep(took.toNanos(), Math.max(0, took.minus(asked).toNanos()));
      longest = Math.max(longest, sleep.late);
      sum = sum.plus(sleep);
      sumOfLatest = sumOfLatest.plus(sleep);
      latest.add(sleep);
      while (sumOfLatest.took - latest.element().took >= STRETCH.toNanos()) {
        sumOfLatest = sumOfLatest.minus(latest.remove());
      }
      boolean isAll = sum.equals(sumOfLatest);
      worst = isAll || sumOfLatest.share() > worst.share() ? sumOfLatest : worst;
    }

    /** What was measured until now. */
    public synchronized MachineLoad load() {
      return load(sum);
    }

    /**
     * The busiest ten seconds of it, which is how long a case waits for something: a minute of rest
     * before does not make them any less busy.
     */
    synchronized MachineLoad worst() {
      return load(worst);
    }

    private MachineLoad load(Sleep of) {
      return new MachineLoad(
          Duration.ofNanos(of.took), Duration.ofNanos(of.late), Duration.ofNanos(longest));
    }

    @Override
    public void close() {
      windows.remove(this);
    }
  }

  /**
   * A sleep, or the sum of several, in nanoseconds.
   *
   * @param took in all
   * @param late the part of it that was not asked for
   */
  private record Sleep(long took, long late) {
    static final Sleep NONE = new Sleep(0, 0);

    Sleep plus(Sleep other) {
      return new Sleep(took + other.took, late + other.late);
    }

    Sleep minus(Sleep other) {
      return new Sleep(took - other.took, late - other.late);
    }

    double share() {
      return took == 0 ? 0 : (double) late / took;
    }
  }
}
