package dev.vitals.benchmarks.counts;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that this thread allocates. Exact: the JVM counts each object. */
final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int REPETITION_COUNT = 5;

  private Allocation() {}

  /** Returns what a task allocates when all that is made once has been made. */
  static long of(Runnable task) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < REPETITION_COUNT; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      task.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
