package dev.vitals.health.grpc;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;

/** What a process holds: threads, open files, and objects of ours. */
final class Remains {

  private Remains() {}

  /** The threads that live now, by themselves: their ids. */
  static Set<Long> threads() {
    Set<Long> ids = new HashSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> ids.add(thread.getId()));
    return ids;
  }

  /** Those that have come since, by name. */
  static Map<Long, String> threadsSince(Set<Long> before) {
    Map<Long, String> names = new TreeMap<>();
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread.getId()))
        .forEach(thread -> names.put(thread.getId(), thread.getName()));
    return names;
  }

  /** Returns how many files are open, sockets among them; 0 where the system does not say. */
  static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  /** Collects garbage, and returns how many objects there are of each class that is asked for. */
  static Map<String, Integer> objects(Predicate<String> ofClass) {
    Map<String, Integer> objects = new TreeMap<>();
    histogram()
        .lines()
        .map(line -> line.trim().split("\\s+")) // number, instances, bytes, class
        .filter(words -> words.length >= 4 && words[0].endsWith(":") && ofClass.test(words[3]))
        .forEach(words -> objects.merge(words[3], Integer.parseInt(words[1]), Integer::sum));
    return objects;
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new AssertionError("no histogram of the heap", e);
    }
  }

  /** Looks until it holds, for so many seconds at most; whether it holds. */
  static boolean within(int seconds, BooleanSupplier holds) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    boolean held = holds.getAsBoolean();
    while (!held && System.nanoTime() < deadline) {
      Thread.yield();
      held = holds.getAsBoolean();
    }
    return held;
  }
}
