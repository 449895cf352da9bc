package dev.vitals.benchmarks.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.Map;

/** Reads what the process has used so far: heap, allocation, processor time, threads. */
final class Meter {

  private static final int COLLECTION_COUNT = 3;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Collects garbage, until what finalizers and cleaners let go is gone too. */
  void collect() {
    for (int i = 0; i < COLLECTION_COUNT; i++) {
      System.gc();
    }
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** Returns the readings: bytes and nanoseconds. Allocation is that of threads alive now. */
  Map<String, Long> read() {
    long allocated =
        Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
            .filter(bytes -> bytes > 0)
            .sum();
    long collecting =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return Map.of(
        "heap",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        "peak",
        peak,
        "allocated",
        allocated,
        "cpu",
        system.getProcessCpuTime(),
        "threads",
        (long) threads.getThreadCount(),
        "peak_threads",
        (long) threads.getPeakThreadCount(),
        "collecting",
        collecting * 1_000_000,
        "compiling",
        compiler == null ? 0 : compiler.getTotalCompilationTime() * 1_000_000);
  }
}
