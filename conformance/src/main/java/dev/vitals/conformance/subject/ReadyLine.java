package dev.vitals.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The line by which a subject says that it is ready, and what it claims. Pure. */
public final class ReadyLine {
  /** Every field of the protocol. */
  public static final Set<String> FIELDS =
      Set.of(
          "ready",
          "error",
          "protocol",
          "port",
          "name",
          "version",
          "language",
          "ops",
          "methods",
          "statuses",
          "dynamic",
          "settleMs",
          "warmUpMs",
          "graceMs",
          "limits",
          "matching");

  /** How the message begins about a subject that said so itself. */
  public static final String NOT_STARTED = "the subject could not start: ";

  private static final int HIGHEST_PORT = 65_535;

  private ReadyLine() {}

  /**
   * Reads the claims.
   *
   * @throws SubjectException if the line is not as the protocol says, or says that the start failed
   */
  static Capabilities read(ObjectNode line) throws SubjectException {
    require(line.path("ready").isBoolean(), "ready", line, "true or false");
    if (!line.path("ready").asBoolean()) {
      String error = line.path("error").asText("no reason given");
      throw new SubjectException(Kind.START, NOT_STARTED + error);
    }
    int protocol = line.path("protocol").asInt(1);
    require(protocol == 1, "protocol", line, "1");
    int port = line.path("port").asInt(0);
    require(port > 0 && port <= HIGHEST_PORT, "port", line, "the port that the server listens on");
    require(line.path("ops").isArray(), "ops", line, "an array of command names");
    require(line.path("methods").isArray(), "methods", line, "an array of RPC names");
    Set<String> ops = strings(line.path("ops"));
    ops.add("stop");
    return new Capabilities(
        line.path("name").asText("unnamed"),
        line.path("version").asText("unknown"),
        line.path("language").asText("unknown"),
        ops,
        strings(line.path("methods")),
        statuses(line.path("statuses")),
        line.path("dynamic").asBoolean(true),
        millis(line, "settleMs"),
        line.path("matching").asText("exact").equals("exact"),
        line.has("graceMs") ? Optional.of(millis(line, "graceMs")) : Optional.empty(),
        streamsPerConnection(line));
  }

  /** How long after it the server may not yet be what it will be. */
  public static Duration warmUp(ObjectNode line) {
    return millis(line, "warmUpMs");
  }

  private static Duration millis(ObjectNode line, String field) {
    return Duration.ofMillis(Math.max(0, line.path(field).asLong(0)));
  }

  private static int streamsPerConnection(ObjectNode line) {
    return Math.max(1, line.path("limits").path("streamsPerConnection").asInt(Integer.MAX_VALUE));
  }

  private static Set<String> strings(JsonNode array) {
    Set<String> values = new HashSet<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }

  private static Set<ServingStatus> statuses(JsonNode array) {
    Set<ServingStatus> all = EnumSet.range(ServingStatus.UNKNOWN, ServingStatus.NOT_SERVING);
    if (array.isArray()) {
      Set<String> names = strings(array);
      all.removeIf(status -> !names.contains(status.name()));
    }
    return all;
  }

  private static void require(boolean holds, String field, ObjectNode line, String expected)
      throws SubjectException {
    if (!holds) {
      throw new SubjectException(
          Kind.PROTOCOL,
          "ready line: \""
              + field
              + "\" "
              + (line.has(field) ? line.path(field) : "missing")
              + " (expected: "
              + expected
              + ")");
    }
  }
}
