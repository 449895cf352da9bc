package dev.vitals.examples.quickstart;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the environment says. Immutable.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes any that is free
 * @param pagePort the port of the status page, on this machine alone; 0 takes any that is free,
 *     null leaves the page out
 * @param databaseUrl for JDBC; null starts a PostgreSQL
 * @param redisUrl for Lettuce; null starts a Redis
 * @param overall the checks that decide the overall status; empty for all
 * @param period between two runs of a check
 * @param timeout of one run
 * @param failureThreshold how many failed runs in a row count
 * @param drain how long clients have to turn away before the server shuts down
 * @param grace how long calls under way have to end after that
 */
record Settings(
    String host,
    int port,
    Integer pagePort,
    String databaseUrl,
    String redisUrl,
    List<String> overall,
    Duration period,
    Duration timeout,
    int failureThreshold,
    Duration drain,
    Duration grace) {

  /** The checks that there are. */
  static final List<String> CHECKS =
      List.of("a_check", "b_check", "c_check", "db", "cache", "cache_ping");

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

  /**
   * Reads the settings. A variable that is empty counts as not set.
   *
   * @throws IllegalArgumentException for the first that makes no sense
   */
  static Settings from(Map<String, String> environment) {
    Source source = new Source(environment);
    return new Settings(
        source.read("HOST", "0.0.0.0", "an address", host -> host),
        source.read("PORT", "50051", "0 to 65535", text -> number(text, 0, 65_535)),
        source.read("PAGE_PORT", null, "0 to 65535", text -> number(text, 0, 65_535)),
        source.read("DATABASE_URL", null, "jdbc:postgresql://HOST:PORT/NAME", Settings::jdbc),
        source.read("REDIS_URL", null, "redis://HOST:PORT", Settings::redis),
        source.read("OVERALL", "", "some of " + String.join(",", CHECKS), Settings::checks),
        source.read("CHECK_PERIOD", "5s", "such as 500ms, 5s, 1m", Settings::duration),
        source.read("CHECK_TIMEOUT", "1s", "such as 500ms, 5s, 1m", Settings::duration),
        source.read("FAILURE_THRESHOLD", "2", "1 to 100", text -> number(text, 1, 100)),
        source.read("DRAIN", "5s", "such as 500ms, 5s, 1m", Settings::duration),
        source.read("GRACE", "10s", "such as 500ms, 5s, 1m", Settings::duration));
  }

  private record Source(Map<String, String> environment) {

    /** A parser returns null, or throws, for what is not as expected. */
    <T> T read(String name, String preset, String expected, Function<String, T> parser) {
      String given = environment.getOrDefault(name, "").strip();
      String text = given.isEmpty() ? preset : given;
      if (text == null) {
        return null;
      }
      T value;
      try {
        value = parser.apply(text);
      } catch (IllegalArgumentException e) {
        value = null;
      }
      if (value == null) {
        // A URL may hold a password.
        String shown = name.endsWith("_URL") ? "(not shown)" : "'" + text + "'";
        throw new IllegalArgumentException(name + ": " + shown + " (expected: " + expected + ")");
      }
      return value;
    }
  }

  private static Integer number(String text, int least, int most) {
    int number = Integer.parseInt(text);
    return number >= least && number <= most ? number : null;
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private static String jdbc(String text) {
    return new org.postgresql.Driver().acceptsURL(text) ? text : null;
  }

  private static String redis(String text) {
    RedisURI.create(text);
    return text;
  }

  private static List<String> checks(String text) {
    List<String> names =
        Arrays.stream(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    return CHECKS.containsAll(names) ? names.stream().distinct().toList() : null;
  }
}
