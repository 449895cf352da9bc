package subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** Where the suite wants the server, and the services that must be known from the start. */
record Settings(InetSocketAddress address, List<String> services) {

  static Settings of(Map<String, String> environment) {
    String host = environment.getOrDefault("HEALTH_SUBJECT_HOST", "127.0.0.1");
    String port = environment.getOrDefault("HEALTH_SUBJECT_PORT", "0");
    String services = environment.getOrDefault("HEALTH_SUBJECT_SERVICES", "[]");
    try {
      return new Settings(
          new InetSocketAddress(host, Integer.parseInt(port)),
          new JsonMapper().readValue(services, new TypeReference<List<String>>() {}));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "HEALTH_SUBJECT_PORT: " + port + " (expected: 0 to 65535)", e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "HEALTH_SUBJECT_SERVICES: " + services + " (expected: a JSON array of strings)", e);
    }
  }
}
