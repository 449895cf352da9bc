package subject;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a subject says of itself once it accepts connections. Immutable. */
record Ready(List<ServingStatus> statuses, Map<String, Object> otherFields) {

  /** An implementation in Java that takes all statuses, for any service, and shows them at once. */
  static Ready of(String name, String version, int port, List<String> ops, List<String> methods) {
    return new Ready(List.of(ServingStatus.values()), Map.of())
        .with("ready", true)
        .with("protocol", 1)
        .with("port", port)
        .with("name", name)
        .with("version", version)
        .with("language", "java")
        .with("ops", ops)
        .with("methods", methods);
  }

  /** The same server, reached in another way. */
  Ready reachedAs(String name, String version, int port) {
    return with("port", port).with("name", name).with("version", version);
  }

  /** The implementation is told whether a service serves, and has no third status. */
  Ready withoutUnknown() {
    return new Ready(List.of(ServingStatus.SERVING, ServingStatus.NOT_SERVING), otherFields);
  }

  /** Only the services that were declared can be set. */
  Ready notDynamic() {
    return with("dynamic", false);
  }

  /** A change may be invisible for that long. */
  Ready settlingIn(Duration time) {
    return with("settleMs", time.toMillis());
  }

  /** The server is not yet what it will be for so long from now. */
  Ready warmAfter(Duration time) {
    return with("warmUpMs", time.toMillis());
  }

  /** How long a stop lets calls end was fixed at the start, whatever the command says. */
  Ready stoppingIn(Duration grace) {
    return with("graceMs", grace.toMillis());
  }

  /** A connection may have so many streams open at once. */
  Ready withStreams(int perConnection) {
    return with("limits", Map.of("streamsPerConnection", perConnection));
  }

  /** All that the ready line says. */
  Map<String, Object> fields() {
    return with("statuses", statuses).otherFields;
  }

  private Ready with(String field, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(otherFields);
    more.put(field, value);
    return new Ready(statuses, more);
  }
}
