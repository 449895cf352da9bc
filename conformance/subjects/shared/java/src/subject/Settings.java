package subject;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the suite wants the server, and the services that must be known from the start. */
record Settings(InetSocketAddress address, List<String> services) {

  static Settings of(Map<String, String> environment) {
    String host = environment.getOrDefault("HEALTH_SUBJECT_HOST", "127.0.0.1");
    return new Settings(
        address(host, environment.getOrDefault("HEALTH_SUBJECT_PORT", "0")),
        names(environment.getOrDefault("HEALTH_SUBJECT_SERVICES", "[]")));
  }

  private static InetSocketAddress address(String host, String port) {
    try {
      return new InetSocketAddress(host, Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "HEALTH_SUBJECT_PORT: " + port + " (expected: 0 to 65535)", e);
    }
  }

  private static List<String> names(String json) {
    List<String> names = new ArrayList<>();
    for (Object each : Json.read(json) instanceof List<?> values ? values : List.of(0)) {
      if (!(each instanceof String name)) {
        throw new IllegalArgumentException(
            "HEALTH_SUBJECT_SERVICES: " + json + " (expected: a JSON array of strings)");
      }
      names.add(name);
    }
    return names;
  }
}
