package dev.vitals.cli;

import dev.vitals.health.Printable;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Prints what a command finds out: lines for a person, or a JSON object a line. Not thread-safe.
 *
 * @param about what was asked, a server and a service: the first members of each object
 */
record Output(PrintWriter out, boolean json, Map<String, String> about) {

  /** ISO 8601 in UTC, as in reports and in the server's log; always of the same width. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  /** The answer to a Check, in the words of {@code grpc_health_probe}. */
  void status(ServingStatus status) {
    print(json ? object().put("status", status.name()).toString() : "status: " + status.name());
  }

  /** A status that was seen now. Returns whether somebody still reads. */
  boolean seen(ServingStatus status) {
    return print(
        json ? event().put("status", status.name()).toString() : now() + "  " + status.name());
  }

  /** A call failed, and is made again. */
  void broken(CallFailedException why, Duration pause) {
    print(
        json
            ? event().put("error", words(why)).put("retryAfter", pause.toString()).toString()
            : "%s  %s; tries again in %.1f s".formatted(now(), words(why), pause.toMillis() / 1e3));
  }

  /** Every service with its status. */
  void statuses(Map<String, ServingStatus> statuses) {
    if (json) {
      print(object().put("statuses", statuses).toString());
      return;
    }
    statuses.forEach(
        (name, status) -> print("%-15s  %s".formatted(status.name(), Printable.quote(name))));
  }

  /** The command fails. People read that on the other stream. */
  void failed(CallFailedException why) {
    if (json) {
      print(object().put("error", words(why)).put("exit", why.exit()).toString());
    }
  }

  private static String words(CallFailedException why) {
    return String.valueOf(why.getMessage());
  }

  private Json object() {
    Json object = new Json();
    about.forEach(object::put);
    return object;
  }

  private Json event() {
    Json event = new Json().put("at", now());
    about.forEach(event::put);
    return event;
  }

  private static String now() {
    return TIME.format(Instant.now());
  }

  private boolean print(String line) {
    out.println(line);
    return !out.checkError(); // flushes, so that a pipe gets each line at once
  }
}
