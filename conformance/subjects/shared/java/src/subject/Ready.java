package subject;

import java.time.Duration;
import java.util.List;

/** What a subject says of itself once it accepts connections. */
record Ready(
    boolean ready,
    int protocol,
    int port,
    String name,
    String version,
    String language,
    List<String> ops,
    List<String> methods,
    List<ServingStatus> statuses,
    boolean dynamic,
    long settleMs) {

  private static final List<ServingStatus> ALL = List.of(ServingStatus.values());

  /** An implementation in Java that takes all statuses, for any service, and shows them at once. */
  static Ready of(String name, String version, int port, List<String> ops, List<String> methods) {
    return new Ready(true, 1, port, name, version, "java", ops, methods, ALL, true, 0);
  }

  /** The implementation is told whether a service serves, and has no third status. */
  Ready withoutUnknown() {
    List<ServingStatus> two = List.of(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
    return new Ready(
        ready, protocol, port, name, version, language, ops, methods, two, dynamic, settleMs);
  }

  /** Only the services that were declared can be set. */
  Ready notDynamic() {
    return new Ready(
        ready, protocol, port, name, version, language, ops, methods, statuses, false, settleMs);
  }

  /** A change may be invisible for that long. */
  Ready settlingIn(Duration time) {
    return new Ready(
        ready,
        protocol,
        port,
        name,
        version,
        language,
        ops,
        methods,
        statuses,
        dynamic,
        time.toMillis());
  }
}
