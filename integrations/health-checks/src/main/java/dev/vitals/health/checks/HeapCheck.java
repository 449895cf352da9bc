package dev.vitals.health.checks;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Locale;

/**
 * Checks that the collector finds garbage: how much of the heap was in use right after the last
 * collection.
 *
 * <pre>{@code
 * ServiceCheck heap = HeapCheck.of("heap", 0.95).build();
 * }</pre>
 *
 * <p>Tag: {@code local}. What is in use between collections says nothing, since a full heap is a
 * heap before its collection. A server whose heap stays full after it collects without end and
 * hardly answers: a restart helps, at least for a while.
 *
 * <p>Each pool counts as its last collection left it. G1 collects the old generation seldom while
 * there is free memory, so that a leak shows late, and never too early. It passes before the first
 * collection.
 */
public final class HeapCheck {

  private HeapCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param most the part of the maximum heap that may be in use, such as 0.95; over 0 and below 1
   */
  public static ServiceCheck.Builder of(String name, double most) {
    Require.that(most > 0 && most < 1, "most", most, "> 0 and < 1");
    return ServiceCheck.blocking(name, context -> run(most)).tags(Tags.LOCAL);
  }

  private static CheckResult run(double most) {
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      // Null if the collector does not manage the pool.
      MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      used += after == null ? 0 : after.getUsed();
    }
    long max = Runtime.getRuntime().maxMemory();
    double part = (double) used / max;
    return part <= most
        ? CheckResult.passing()
        : CheckResult.failing(
            String.format(
                Locale.ROOT,
                "%d MiB of %d MiB in use after collection, which is %.1f %% (expected: <= %.1f %%)",
                used >> 20,
                max >> 20,
                100 * part,
                100 * most));
  }
}
