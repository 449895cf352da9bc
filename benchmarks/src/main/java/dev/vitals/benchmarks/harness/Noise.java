package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** How fast the machine is just now, and how much of it other processes take. */
final class Noise {

  private static final Path PROCESSORS = Path.of("/proc/stat");
  private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();
  private static final int SPIN_COUNT = 5;
  private static final int WORK_STEP_COUNT = 2_000_000;

  private long busy;
  private long ours;
  private long at;

  /** Returns the median time of a fixed piece of work, in microseconds. */
  double spinMicros() {
    long[] took = new long[SPIN_COUNT];
    for (int i = 0; i < SPIN_COUNT; i++) {
      long began = System.nanoTime();
      work(i);
      took[i] = System.nanoTime() - began;
    }
    Arrays.sort(took);
    return took[SPIN_COUNT / 2] / 1e3;
  }

  private static void work(long seed) {
    long state = seed + 1;
    for (int i = 0; i < WORK_STEP_COUNT; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
    }
    if (state == 0) {
      throw new AssertionError("xorshift never reaches 0");
    }
  }

  /** Begins to watch the others. */
  void begin() {
    busy = busyNanos();
    ours = oursNanos(0);
    at = System.nanoTime();
  }

  /**
   * Returns the share of the machine that others took since, in percent; negative where the system
   * does not tell.
   *
   * @param childNanos processor time of a process of ours that began and ended since
   */
  double othersPercent(long childNanos) {
    long now = busyNanos();
    if (now < 0) {
      return -1;
    }
    double capacity =
        (double) (System.nanoTime() - at) * Runtime.getRuntime().availableProcessors();
    return 100 * Math.max(0, now - busy - (oursNanos(childNanos) - ours)) / capacity;
  }

  private static long oursNanos(long child) {
    return child
        + ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Reads user, nice, system, irq, softirq and steal of all processors. */
  private static long busyNanos() {
    try {
      String[] fields = Files.readAllLines(PROCESSORS).get(0).trim().split(" +");
      long ticks = 0;
      for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks * TICK_NANOS;
    } catch (IOException e) {
      return -1;
    }
  }
}
