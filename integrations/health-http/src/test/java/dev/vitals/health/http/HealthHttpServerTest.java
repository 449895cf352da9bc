package dev.vitals.health.http;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server over real sockets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class HealthHttpServerTest {

  /** What a client that dawdles sends, and nothing after it. None of them reads. */
  enum Dawdler {
    SAYS_NOTHING(""),
    SENDS_HALF_A_REQUEST_LINE("GET /livez HTT"),
    SENDS_HALF_ITS_HEADERS("GET /livez HTTP/1.1\r\nHost: here\r\nX-More: "),
    KEEPS_THE_BODY_BACK("POST /livez HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n"),
    ASKS_AGAIN_AND_AGAIN("GET /vitals.js HTTP/1.1\r\nHost: here\r\n\r\n".repeat(1_000));

    private final String text;

    Dawdler(String text) {
      this.text = text;
    }
  }

  private static final int STREAMS = 64;

  private final ServiceStatus db = ServiceStatus.create("db");
  private final CompletableFuture<CheckResult> slowRun = new CompletableFuture<>();
  private final ServiceCheck slow =
      ServiceCheck.async("slow", context -> slowRun)
          .ttl(ofMinutes(1))
          .timeout(ofSeconds(60))
          .build();
  private final Health health =
      Health.builder().service("acme.Foo", db).service("acme.Slow", slow).overall(db).start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Closeable> opened = new ArrayList<>();
  private HealthHttpServer server;

  @BeforeEach
  void start() throws Exception {
    db.set(passing());
    HealthHttp http = HealthHttp.builder(health).declarePrivate().maxStreams(STREAMS).build();
    server = HealthHttpServer.start(http, anyPort());
    assertThat(get("/livez").statusCode()).isEqualTo(200); // its classes are loaded
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() throws IOException {
    for (Closeable each : opened) {
      each.close();
    }
    server.close();
    health.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://localhost:" + server.address().getPort() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private Exchange open(String path, String... headers) throws IOException {
    Exchange exchange = Exchange.get(server.address(), path, headers);
    opened.add(exchange);
    return exchange;
  }

  private static JsonNode state(Exchange stream) throws IOException {
    return new JsonMapper().readTree(stream.lineAfter("data: "));
  }

  private static String statusOfFoo(JsonNode state) {
    return state.at("/services/1/status").asText();
  }

  // --- Requests ---

  @Test
  void it_answers_as_the_function_does() throws Exception {
    HttpResponse<String> response = get("/health/acme.Foo");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.body()).startsWith("{\"status\":\"UP\"");
    db.set(failing("lost"));
    assertThat(get("/health/acme.Foo").statusCode()).isEqualTo(503);
    assertThat(get("/health/acme%2EFoo").statusCode()).isEqualTo(503);
    assertThat(get("/health/acme.Nobody").statusCode()).isEqualTo(404);
    assertThat(get("/health/%FF").statusCode()).isEqualTo(400);
    assertThat(get("/nope?and=query").statusCode()).isEqualTo(404);
    assertThat(get("/health/acme.Foo?and=query").statusCode()).isEqualTo(503);
  }

  @Test
  void HEAD_tells_the_length_and_has_no_body() throws Exception {
    HttpResponse<String> head =
        client.send(
            request("/vitals.css").method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    HttpResponse<String> get = get("/vitals.css");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow())
        .isEqualTo(get.body().length());
    assertThat(get.headers().firstValueAsLong("Content-Length").orElseThrow())
        .isEqualTo(get.body().length());
  }

  @Test
  void what_a_browser_has_already_is_304_and_other_methods_are_405() throws Exception {
    String tag = get("/vitals.js").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        client.send(
            request("/vitals.js").header("If-None-Match", tag).build(), BodyHandlers.ofString());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<String> post =
        client.send(
            request("/readyz").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void several_headers_of_a_name_count_as_one() throws Exception {
    Exchange exchange = open("/health", "Accept: image/png", "Accept: text/plain");
    assertThat(exchange.lineAfter("Content-type: ")).startsWith("text/plain");
  }

  @Test
  void a_connection_serves_one_request() throws Exception {
    try (Socket one = new Socket(server.address().getAddress(), server.address().getPort())) {
      one.setSoTimeout(20_000);
      String twice = "GET /livez HTTP/1.1\r\nHost: here\r\n\r\n".repeat(2);
      one.getOutputStream().write(twice.getBytes(US_ASCII));
      assertThat(one.getInputStream().readAllBytes())
          .asString(US_ASCII)
          .containsOnlyOnce("HTTP/1.1 200 OK")
          .containsIgnoringCase("Connection: close");
    }
  }

  @Test
  void responses_that_wait_for_a_check_hold_no_thread() throws Exception {
    var waiting =
        Stream.generate(request("/health/acme.Slow")::build)
            .limit(300) // more than the server has threads
            .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
            .toList();
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    slowRun.complete(passing());
    for (var answer : waiting) {
      assertThat(answer.get(60, SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void an_address_in_use_is_told_and_leaves_nothing() {
    assertThatThrownBy(() -> HealthHttpServer.start(health, server.address()))
        .isInstanceOf(BindException.class);
  }

  @Test
  void no_thread_of_its_own_keeps_the_process_alive() throws Exception {
    state(open("/events"));
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().matches("vitals-http.*|HTTP-Dispatcher"))
        .extracting(Thread::getName)
        .contains("vitals-http", "vitals-http-page", "vitals-http-report", "HTTP-Dispatcher");
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().matches("vitals-http.*|HTTP-Dispatcher"))
        .allMatch(Thread::isDaemon);
  }

  @Test
  void a_closed_source_is_not_served() throws Exception {
    Health closed = Health.builder().start();
    closed.close();
    assertThatThrownBy(() -> HealthHttpServer.start(closed, anyPort()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void after_close_nobody_is_answered_and_the_source_can_be_served_anew() throws Exception {
    Exchange stream = open("/events");
    state(stream);
    server.close();
    server.close();
    stream.awaitEnd();
    assertThatThrownBy(() -> open("/livez").code()).isInstanceOf(IOException.class);
    server = HealthHttpServer.start(health, anyPort());
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  // --- Streams ---

  @Test
  void a_stream_tells_the_present_state_and_each_change() throws Exception {
    Exchange stream = open("/events");
    assertThat(stream.code()).isEqualTo(200);
    assertThat(stream.lineAfter("Content-type: ")).isEqualTo("text/event-stream; charset=utf-8");
    assertThat(stream.lineAfter("event: ")).isEqualTo("state");
    assertThat(statusOfFoo(state(stream))).isEqualTo("SERVING");
    db.set(failing("lost"));
    awaitStatus(stream, "NOT_SERVING");
    db.set(passing());
    awaitStatus(stream, "SERVING");
  }

  private static void awaitStatus(Exchange stream, String status) throws IOException {
    while (!statusOfFoo(state(stream)).equals(status)) {
      // An older state, of which each is sent once.
    }
  }

  @Test
  void streams_beyond_the_limit_are_503_until_one_is_closed() throws Exception {
    for (int i = 0; i < STREAMS; i++) {
      state(open("/events"));
    }
    Exchange refused = open("/events");
    assertThat(refused.code()).isEqualTo(503);
    assertThat(refused.lineAfter("Retry-after: ")).isEqualTo("5");
    opened.remove(0).close();
    await()
        .atMost(ofSeconds(60)) // the next write finds that it has gone
        .untilAsserted(() -> assertThat(open("/events").code()).isEqualTo(200));
  }

  @Test
  void as_many_readers_as_may_be_that_stall_delay_no_probe() throws Exception {
    for (int i = 0; i < STREAMS; i++) {
      open("/events"); // reads nothing
    }
    await().atMost(ofSeconds(30)).until(() -> server.openStreams() == STREAMS);
    for (int i = 0; i < 200; i++) {
      db.set(failing("lost " + "x".repeat(400) + i));
      assertThat(get("/readyz").statusCode()).isEqualTo(503);
      db.set(passing());
      assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }
    assertThat(server.openStreams()).isLessThanOrEqualTo(STREAMS);
  }

  // --- Clients that dawdle ---

  private void dawdle(Dawdler dawdler, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Exchange exchange = new Exchange(server.address());
      opened.add(exchange);
      exchange.send(dawdler.text);
    }
  }

  /** Whether a probe is answered before any dawdler is cut off for having taken too long. */
  private void probe() throws IOException {
    long start = System.nanoTime();
    try (Exchange probe = Exchange.get(server.address(), "/livez")) {
      assertThat(probe.code()).isEqualTo(200);
    }
    assertThat(System.nanoTime() - start).isLessThan(RequestThreads.LONGEST.toNanos());
  }

  @ParameterizedTest
  @EnumSource
  void sixty_four_that_dawdle_delay_no_probe_and_are_closed(Dawdler dawdler) throws IOException {
    dawdle(dawdler, 64);
    probe();
    for (Closeable each : opened) {
      ((Exchange) each).awaitEnd();
    }
    probe();
  }

  @Test
  void more_than_there_are_threads_delay_no_probe_either() throws IOException {
    dawdle(Dawdler.SENDS_HALF_ITS_HEADERS, 800);
    probe();
  }
}
