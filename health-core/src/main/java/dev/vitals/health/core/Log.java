package dev.vitals.health.core;

import java.lang.System.Logger.Level;

/** Where health logs. A logger is foreign code: what it throws is dropped, and health goes on. */
final class Log {

  private static final System.Logger logger = System.getLogger("dev.vitals.health");

  private Log() {}

  static void warn(String text) {
    write(() -> logger.log(Level.WARNING, text));
  }

  static void warn(String text, Throwable thrown) {
    write(() -> logger.log(Level.WARNING, text, thrown));
  }

  static void info(String text) {
    write(() -> logger.log(Level.INFO, text));
  }

  private static void write(Runnable line) {
    try {
      line.run();
    } catch (Throwable e) {
      // There is no one left to tell.
    }
  }
}
