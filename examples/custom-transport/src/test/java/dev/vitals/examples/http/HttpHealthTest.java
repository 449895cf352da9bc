package dev.vitals.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class HttpHealthTest {

  private final ServiceStatus db = ServiceStatus.create("db");
  private final CompletableFuture<CheckResult> slowRun = new CompletableFuture<>();
  private final ServiceCheck slow =
      ServiceCheck.async("slow", context -> slowRun)
          .ttl(Duration.ofMinutes(1))
          .timeout(Duration.ofSeconds(20))
          .build();
  private final Health health =
      Health.builder()
          .service("liveness")
          .service("readiness", db)
          .service("startup", slow)
          .overall(db)
          .survivesDrain("liveness")
          .start();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpHealth http;

  @BeforeEach
  void start() throws IOException {
    http = serve(false);
    db.set(CheckResult.passing());
  }

  private HttpHealth serve(boolean details) throws IOException {
    return new HttpHealth(
        health, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), details);
  }

  @AfterEach
  void stop() {
    http.close();
    health.close();
  }

  private HttpRequest.Builder request(HttpHealth of, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + of.address().getPort() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(http, path).build(), BodyHandlers.ofString());
  }

  @Test
  void what_serves_is_200_and_what_does_not_is_503() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"SERVING\"}");
    db.set(CheckResult.failing("lost db-7.internal"));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"NOT_SERVING\"}");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void a_drain_spares_liveness() throws Exception {
    health.drain();
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void a_service_that_is_gone_and_a_path_that_never_was_are_404() throws Exception {
    health.removeService("readiness");
    assertThat(get("/readyz").statusCode()).isEqualTo(404);
    assertThat(get("/nope").statusCode()).isEqualTo(404);
  }

  @Test
  void details_are_off_unless_switched_on() throws Exception {
    db.set(CheckResult.failing("lost db-7.internal", new IllegalStateException("password=x")));
    assertThat(get("/readyz?verbose").body()).doesNotContain("internal");
    try (HttpHealth open = serve(true)) {
      String body =
          client.send(request(open, "/readyz?verbose").build(), BodyHandlers.ofString()).body();
      JsonNode json = new JsonMapper().readTree(body);
      assertThat(json.get("reason").asText()).isEqualTo("db: lost db-7.internal");
      assertThat(json.at("/checks/0/verdict").asText()).isEqualTo("FAILING");
      assertThat(json.get("history")).isNotEmpty();
      assertThat(body).doesNotContain("password");
    }
  }

  @Test
  void head_has_no_body_and_other_methods_are_405() throws Exception {
    HttpResponse<String> head =
        client.send(
            request(http, "/readyz").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    HttpResponse<String> post =
        client.send(
            request(http, "/readyz").POST(HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(post.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void a_connection_serves_one_request() throws Exception {
    try (Socket client = new Socket(http.address().getAddress(), http.address().getPort())) {
      client.setSoTimeout(20_000);
      String twice = "GET /livez HTTP/1.1\r\nHost: here\r\n\r\n".repeat(2);
      client.getOutputStream().write(twice.getBytes(StandardCharsets.US_ASCII));
      assertThat(client.getInputStream().readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .containsOnlyOnce("HTTP/1.1 200 OK")
          .containsIgnoringCase("Connection: close");
    }
  }

  @Test
  void an_answer_that_waits_for_a_check_holds_up_no_other() throws Exception {
    var waiting =
        Stream.generate(request(http, "/startupz")::build)
            .limit(10) // more than the server has threads
            .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
            .toList();
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    slowRun.complete(CheckResult.passing());
    for (var answer : waiting) {
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void there_is_no_gRPC_on_the_class_path() {
    for (String name : new String[] {"io.grpc.Server", "com.google.protobuf.Message"}) {
      assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void the_transport_knows_health_api_and_not_what_is_behind_it() throws IOException {
    for (Class<?> part : new Class<?>[] {HttpHealth.class, HttpChecks.class}) {
      try (InputStream code = part.getResourceAsStream(part.getSimpleName() + ".class")) {
        assertThat(new String(code.readAllBytes(), StandardCharsets.ISO_8859_1))
            .contains("dev/vitals/health/")
            .doesNotContain("dev/vitals/health/core");
      }
    }
  }
}
