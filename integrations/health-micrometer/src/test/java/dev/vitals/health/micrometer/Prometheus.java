package dev.vitals.health.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real Prometheus that scrapes one port of this process, with the alert rules loaded. */
record Prometheus(Process process, URI address, Path log) implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns where a tool of Prometheus is: in the folder {@code VITALS_TOOLS}, or on the path. */
  static Optional<Path> tool(String name) {
    String tools = System.getenv().getOrDefault("VITALS_TOOLS", "");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(tools), Stream.of(path.split(":")))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Prometheus start(Path folder, Path rules, int scraped) throws IOException {
    int port = freePort();
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global:
          scrape_interval: 200ms
          evaluation_interval: 200ms
        rule_files: ['%s']
        scrape_configs:
          - job_name: vitals
            static_configs:
              - targets: ['127.0.0.1:%d']
        """
            .formatted(rules.toAbsolutePath(), scraped));
    Path log = folder.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                tool("prometheus").orElseThrow().toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Prometheus(process, URI.create("http://127.0.0.1:" + port), log);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns what the API says, once its status is success. */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode json = JSON.readTree(answer.body());
    assertThat(json.path("status").asText()).as(path + ": " + answer.body()).isEqualTo("success");
    return json.path("data");
  }

  /** Returns the series that a query gives now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8)).path("result");
  }

  boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("Prometheus has ended:\n" + Files.readString(log));
    }
    try {
      return CLIENT
              .send(
                  HttpRequest.newBuilder(address.resolve("/-/ready")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (java.net.ConnectException e) {
      return false;
    }
  }

  /** Runs promtool, and returns what it says; fails if it finds fault. */
  static String promtool(List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(tool("promtool").orElseThrow().toString());
    builder.command().addAll(arguments);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(20, SECONDS).join(); // it has nothing to save
  }
}
