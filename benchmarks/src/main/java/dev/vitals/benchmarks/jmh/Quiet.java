package dev.vitals.benchmarks.jmh;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps health's log lines out of JMH's: it writes at most twenty a second, but into the report.
 */
final class Quiet {

  private static final Logger HEALTH = Logger.getLogger("dev.vitals.health"); // held, or forgotten

  private Quiet() {}

  static void please() {
    HEALTH.setLevel(Level.OFF);
  }
}
