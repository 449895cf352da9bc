package dev.vitals.examples.quickstart;

import static dev.vitals.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a process: what it prints, and how it ends. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class ProcessTest {

  private static final Map<String, String> NOTHING_TO_START =
      Map.of(
          "HOST", "127.0.0.1",
          "PORT", "0",
          "DRAIN", "1ms",
          "DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none",
          "REDIS_URL", "redis://127.0.0.1:1");

  private Process process;

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  @ParameterizedTest
  @CsvSource({
    "PORT,http,PORT: 'http' (expected: 0 to 65535)",
    "OVERALL,d_check,OVERALL: 'd_check' (expected: some of a_check",
    "DRAIN,5,'DRAIN: ''5'' (expected: such as 500ms, 5s, 1m)'",
    "DATABASE_URL,postgres://me:secret@db/app,DATABASE_URL: (not shown) (expected: jdbc:postgresql:",
    "PAGE_PORT,70000,PAGE_PORT: '70000' (expected: 0 to 65535)",
    "REDIS_URL,http://me:secret@cache,REDIS_URL: (not shown) (expected: redis://",
  })
  void a_setting_that_makes_no_sense_is_told_in_one_line(String name, String value, String line)
      throws Exception {
    start(Map.of(name, value));
    assertThat(process.getErrorStream().readAllBytes())
        .asString()
        .startsWith("quickstart: " + line)
        .hasLineCount(1);
    assertThat(exit()).isEqualTo(2);
  }

  @Test
  void a_port_in_use_is_told_in_one_line() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      start(Map.of("PORT", "" + other.getLocalPort()));
      assertThat(process.getErrorStream().readAllBytes())
          .asString()
          .contains(
              "quickstart: 127.0.0.1:%d: Address already in use (expected: an address to listen on"
                  .formatted(other.getLocalPort()))
          .doesNotContain("\tat ");
      assertThat(exit()).isEqualTo(1);
    }
  }

  @Test
  void told_to_stop_it_drains_and_exits_with_0() throws Exception {
    start(Map.of());
    try (Client client = new Client(port())) {
      assertThat(client.check("liveness")).isEqualTo(SERVING);
      process.outputWriter().write("stop\n");
      process.outputWriter().flush();
      assertThat(process.inputReader().readLine()).isEqualTo("stopped");
      assertThat(exit()).isZero();
      assertThat(process.getErrorStream().readAllBytes()).asString().doesNotContain("\tat ");
    }
  }

  @Test
  void it_shows_a_status_page_if_it_is_given_a_port_for_it() throws Exception {
    start(Map.of("PAGE_PORT", "0"));
    port();
    String line = process.inputReader().readLine();
    assertThat(line).startsWith("quickstart: status page at http://127.0.0.1:");
    URI page = URI.create(line.substring(line.indexOf("http:")));
    assertThat(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body())
        .contains("'acme.FooService' ");
  }

  @Test
  void clients_that_break_the_rules_leave_no_stack_trace_in_the_log() throws Exception {
    start(Map.of());
    int port = port();
    try (Client client = new Client(port);
        Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThatThrownBy(() -> client.check("x".repeat(100_000)))
          .hasMessageStartingWith("RESOURCE_EXHAUSTED");
      other.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      other.getInputStream().skip(Long.MAX_VALUE); // until the server closes
      process.outputWriter().write("stop\n");
      process.outputWriter().flush();
      assertThat(exit()).isZero();
      assertThat(process.getErrorStream().readAllBytes())
          .asString()
          .contains("Health is closing")
          .doesNotContain("io.grpc", "\tat ");
    }
  }

  @Test
  void on_SIGTERM_it_drains_before_it_ends() throws Exception {
    start(Map.of("DATABASE_URL", "", "REDIS_URL", ""));
    try (Client client = new Client(port())) {
      client.await("acme.FooService", SERVING);
      process.toHandle().destroy(); // process.destroy() would also close its streams
      assertThat(exit()).isEqualTo(143);
      assertThat(process.getErrorStream().readAllBytes())
          .asString()
          .contains("Draining: services report NOT_SERVING")
          .contains("Health is closing: services report NOT_SERVING")
          .doesNotContain("\tat ");
    }
  }

  private void start(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Quickstart.class.getName());
    builder.environment().putAll(NOTHING_TO_START);
    builder.environment().putAll(environment);
    process = builder.start();
  }

  private int port() throws Exception {
    BufferedReader lines = process.inputReader();
    String line = lines.readLine();
    assertThat(line).startsWith("quickstart: listening on 127.0.0.1:");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private int exit() throws InterruptedException {
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
