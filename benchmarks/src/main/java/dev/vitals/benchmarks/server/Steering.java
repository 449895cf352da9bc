package dev.vitals.benchmarks.server;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries out a command a line and answers each with a line: {@code ok}, and values as {@code
 * name=value}. Times are the machine's monotonic clock, in nanoseconds.
 *
 * <ul>
 *   <li>{@code set 1}, {@code set 0}: serving or not; {@code at} is when, {@code took} how long the
 *       caller was held
 *   <li>{@code flap N}: that many changes back to back, each to the other status; {@code at},
 *       {@code took}
 *   <li>{@code pace MILLIS MICROS}: for so long, one change each so many microseconds; what {@link
 *       Paced} tells of how long the caller was held
 *   <li>{@code load KIND...}, {@code measure MILLIS}: {@link Served#load} and {@link
 *       Served#measure}
 *   <li>{@code now}: {@code at}
 *   <li>{@code stats}, {@code gc}: the {@link Meter}'s readings, the latter after a collection
 * </ul>
 *
 * The end of the input ends the process.
 */
final class Steering {

  private final Served served;
  private final PrintStream replies = System.out;
  private final Meter meter = new Meter();
  private boolean serving = true;

  private Steering(Served served) {
    this.served = served;
    System.setOut(System.err); // nothing but replies on the real one
  }

  /** Announces the server and obeys until the input ends. */
  static void run(Served served) throws IOException {
    new Steering(served).run();
    System.exit(0);
  }

  private void run() throws IOException {
    replies.println("ready port=" + served.port() + " version=" + served.version());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      StringBuilder reply = new StringBuilder("ok");
      obey(line.split(" "))
          .forEach((name, value) -> reply.append(' ').append(name).append('=').append(value));
      replies.println(reply);
    }
  }

  private Map<String, Long> obey(String[] command) {
    return switch (command[0]) {
      case "set" -> set(command[1].equals("1"));
      case "flap" -> flap(Integer.parseInt(command[1]));
      case "pace" ->
          Paced.run(
              MILLISECONDS.toNanos(Long.parseLong(command[1])),
              MICROSECONDS.toNanos(Long.parseLong(command[2])),
              () -> set(!serving).get("took"));
      case "measure" -> served.measure(Duration.ofMillis(Long.parseLong(command[1])));
      case "load" -> {
        served.load(List.of(command).subList(1, command.length));
        yield Map.of();
      }
      case "now" -> Map.of("at", System.nanoTime());
      case "stats" -> stats();
      case "gc" -> {
        meter.collect();
        yield stats();
      }
      default -> throw new IllegalArgumentException("command: " + command[0]);
    };
  }

  private Map<String, Long> set(boolean target) {
    serving = target;
    long at = System.nanoTime();
    served.set(target);
    return Map.of("at", at, "took", System.nanoTime() - at);
  }

  private Map<String, Long> flap(int changes) {
    long at = System.nanoTime();
    for (int i = 0; i < changes; i++) {
      serving = !serving;
      served.set(serving);
    }
    return Map.of("at", at, "took", System.nanoTime() - at);
  }

  private Map<String, Long> stats() {
    Map<String, Long> stats = new LinkedHashMap<>(meter.read());
    stats.putAll(served.counts());
    return stats;
  }
}
