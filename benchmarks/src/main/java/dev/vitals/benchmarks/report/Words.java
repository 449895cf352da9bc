package dev.vitals.benchmarks.report;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and names as people read them. */
final class Words {

  private static final Map<String, String> SUBJECTS =
      Map.of(
          "vitals", "Vitals",
          "status-manager", "HealthStatusManager",
          "armeria", "Armeria",
          "floor-sharded", "floor, serial executors",
          "floor-event-loop", "floor, event loops",
          "vitals-pool", "Vitals on a pool",
          "vitals-direct", "Vitals on event loops",
          "floor-pool", "floor, on a pool",
          "dedicated", "spike, a port of its own");

  private static final Map<String, String> SHORT =
      Map.of(
          "status-manager", "HSManager",
          "armeria", "Armeria",
          "floor-sharded", "floor-ser",
          "floor-event-loop", "floor-ev",
          "dedicated", "port");

  private static final Map<String, String> PLOTTED =
      Map.of(
          "status-manager", "HealthStatusMgr",
          "floor-sharded", "floor",
          "floor-event-loop", "floor, loops",
          "dedicated", "own port");

  private static final Pattern SIZES = Pattern.compile("(\\d+)/(\\d+)");

  private Words() {}

  static String subject(String name) {
    return SUBJECTS.getOrDefault(name, name);
  }

  /** The same in ten letters at most, for a terminal. */
  static String shortSubject(String name) {
    return SHORT.getOrDefault(name, subject(name));
  }

  /** The same in fifteen letters at most, for a plot. */
  static String plotSubject(String name) {
    return PLOTTED.getOrDefault(name, subject(name));
  }

  /** Watchers and connections of a fan-out: {@code 1,000 on 10} for {@code 1000/10}. */
  static String sizes(String sizes) {
    Matcher matcher = SIZES.matcher(sizes);
    if (!matcher.matches()) {
      return sizes;
    }
    String watchers = number(Integer.parseInt(matcher.group(1)));
    return watchers.equals("1") ? watchers : watchers + " on " + matcher.group(2);
  }

  /** The same in full: {@code 1,000 watchers on 10 connections}. */
  static String sizesInFull(String sizes) {
    String brief = sizes(sizes);
    return brief.equals("1")
        ? "1 watcher"
        : brief.replace(" on ", " watchers on ") + (brief.equals(sizes) ? "" : " connections");
  }

  /** Three digits that count. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f", value);
  }

  /** Microseconds, in the unit that reads best. */
  static String micros(double micros) {
    if (micros >= 1e6) {
      return number(micros / 1e6) + " s";
    }
    return micros >= 1e3 ? number(micros / 1e3) + " ms" : number(micros) + " µs";
  }

  /** The middle, and the ends if there are any: {@code 1.04 × (0.98–1.11)}. */
  static String spread(Spread spread, String unit) {
    String median = number(spread.median()) + unit;
    String to = spread.least() < 0 ? " to " : "–"; // a dash before a minus is hard to read
    return spread.rounds() == 1
        ? median
        : median + " (" + number(spread.least()) + to + number(spread.most()) + ")";
  }
}
