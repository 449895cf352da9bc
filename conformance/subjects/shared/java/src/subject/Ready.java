package subject;

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
    boolean dynamic) {

  /** An implementation in Java of version 1 that takes all statuses, for any service. */
  static Ready of(String name, String version, int port, List<String> ops, List<String> methods) {
    return new Ready(
        true, 1, port, name, version, "java", ops, methods, List.of(ServingStatus.values()), true);
  }

  Ready withStatuses(ServingStatus... settable) {
    return new Ready(
        ready, protocol, port, name, version, language, ops, methods, List.of(settable), dynamic);
  }

  /** Only the services that were declared can be set. */
  Ready notDynamic() {
    return new Ready(ready, protocol, port, name, version, language, ops, methods, statuses, false);
  }
}
