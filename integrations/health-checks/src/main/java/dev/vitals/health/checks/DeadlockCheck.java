package dev.vitals.health.checks;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that no threads wait for each other for ever, by monitors or by locks of
 * java.util.concurrent.
 *
 * <pre>{@code
 * ServiceCheck deadlock = DeadlockCheck.of("deadlock").build();
 * }</pre>
 *
 * <p>Tag: {@code local}; only a restart mends a deadlock. The JVM stops all threads for a moment to
 * look, so the period is 30 seconds unless the builder is told otherwise. Virtual threads are not
 * seen.
 */
public final class DeadlockCheck {

  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final int NAMED = 3;

  private DeadlockCheck() {}

  /**
   * Returns a builder of the check, with a period of 30 seconds.
   *
   * @param name the check's name
   */
  public static ServiceCheck.Builder of(String name) {
    return ServiceCheck.blocking(name, context -> run()).period(PERIOD).tags(Tags.LOCAL);
  }

  private static CheckResult run() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] ids =
        threads.isSynchronizerUsageSupported()
            ? threads.findDeadlockedThreads()
            : threads.findMonitorDeadlockedThreads();
    if (ids == null) {
      return CheckResult.passing();
    }
    List<String> names = new ArrayList<>();
    for (ThreadInfo thread : threads.getThreadInfo(ids)) {
      if (thread != null && names.size() < NAMED) {
        names.add(thread.getThreadName() + " waits for " + thread.getLockOwnerName());
      }
    }
    String more = ids.length > names.size() ? ", …" : "";
    return CheckResult.failing(
        ids.length + " threads are deadlocked: " + String.join(", ", names) + more);
  }
}
