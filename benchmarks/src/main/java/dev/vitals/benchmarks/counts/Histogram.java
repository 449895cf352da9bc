package dev.vitals.benchmarks.counts;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The objects that are alive, by class, as HotSpot counts them after a collection.
 *
 * @param objects how many there are of health's own classes
 * @param bytes what all objects take
 */
record Histogram(long objects, long bytes) {

  private static final Pattern LINE =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*", Pattern.MULTILINE);
  private static final String OURS = "dev.vitals.health.";

  static Histogram now() {
    String text;
    try {
      text =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("histogram: none (expected: a HotSpot JVM)", e);
    }
    long objects = 0;
    long bytes = 0;
    for (Matcher line = LINE.matcher(text); line.find(); ) {
      bytes += Long.parseLong(line.group(2));
      if (line.group(3).startsWith(OURS)) {
        objects += Long.parseLong(line.group(1));
      }
    }
    return new Histogram(objects, bytes);
  }
}
