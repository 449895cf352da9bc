package dev.vitals.health.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * What health logs while a test captures it; nothing is printed, so that a passing build is silent.
 * Logging is global, so one test captures at a time.
 */
final class Logs implements AutoCloseable {

  /** One line as a handler would get it. */
  record Line(Level level, String text, Throwable thrown) {}

  private static volatile Logs capturing;

  /** Whether logging fails, as it does on a full disk. */
  volatile boolean broken;

  /** Lines with this text hang until the latch opens. */
  volatile String hanging;

  volatile CountDownLatch release;
  final CountDownLatch hangs = new CountDownLatch(1);

  private final List<Line> lines = new CopyOnWriteArrayList<>();

  private Logs() {}

  static Logs capture() {
    Logs logs = new Logs();
    capturing = logs;
    return logs;
  }

  List<Line> lines() {
    return lines;
  }

  List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }

  @Override
  public void close() {
    capturing = null;
  }

  /** Found by the service loader. */
  public static final class Finder extends System.LoggerFinder {
    @Override
    public Logger getLogger(String name, Module module) {
      return new Recorder(name);
    }
  }

  private record Recorder(String name) implements Logger {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return capturing != null;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
      Logs logs = capturing;
      if (logs != null && name.startsWith("dev.vitals")) {
        if (logs.broken) {
          throw new IllegalStateException("disk full");
        }
        if (logs.hanging != null && text.contains(logs.hanging)) {
          logs.hangs.countDown();
          Lab.hang(logs.release);
        }
        logs.lines.add(new Line(level, text, thrown));
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      boolean plain = parameters == null || parameters.length == 0;
      log(
          level,
          bundle,
          plain ? format : MessageFormat.format(format, parameters),
          (Throwable) null);
    }
  }
}
