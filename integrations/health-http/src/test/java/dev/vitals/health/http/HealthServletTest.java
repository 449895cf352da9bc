package dev.vitals.health.http;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet in a real container. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class HealthServletTest {

  @TempDir Path folder;

  private final ServiceStatus db = ServiceStatus.create("db");
  private final AtomicInteger runs = new AtomicInteger();
  private final CompletableFuture<CheckResult> slowRun = new CompletableFuture<>();
  private final ServiceCheck slow =
      ServiceCheck.async("slow", context -> run()).ttl(ofMinutes(1)).timeout(ofSeconds(60)).build();
  private final Health health =
      Health.builder()
          .service("acme.Foo", db)
          .service("a/b c", db)
          .service("acme.Slow", slow)
          .overall(db)
          .start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Tomcat tomcat = new Tomcat();

  private CompletableFuture<CheckResult> run() {
    runs.incrementAndGet();
    return slowRun;
  }

  @BeforeEach
  void start() throws Exception {
    db.set(passing());
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("localhost");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setEncodedSolidusHandling("passthrough"); // %2F is part of a name
    Context context = tomcat.addContext("/my app", folder.toString());
    add(context, "mapped", "/vitals/*", true);
    add(context, "blocking", "/blocking/*", false);
    add(context, "default", "/", true);
    tomcat.start();
  }

  private void add(Context context, String name, String mapping, boolean async) {
    Wrapper servlet =
        Tomcat.addServlet(
            context,
            name,
            new HealthServlet(HealthHttp.builder(health).declarePrivate().maxStreams(1).build()));
    servlet.setAsyncSupported(async);
    servlet.setLoadOnStartup(1);
    servlet.addMapping(mapping);
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    health.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", tomcat.getConnector().getLocalPort());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + address().getPort() + "/my%20app" + path))
        .build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/vitals", "/blocking"})
  void it_answers_below_its_mapping_as_the_server_does(String mapping) throws Exception {
    assertThat(get(mapping + "/readyz").statusCode()).isEqualTo(200);
    HttpResponse<String> named = get(mapping + "/health/a%2Fb%20c");
    assertThat(named.statusCode()).isEqualTo(200);
    assertThat(named.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(named.headers().firstValue("Cache-Control")).hasValue("no-store");
    db.set(failing("lost"));
    assertThat(get(mapping + "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(mapping + "/health/a/b%20c").statusCode()).isEqualTo(503);
    assertThat(get(mapping + "/health/acme.Foo").body()).contains("\"reason\":\"db: lost\"");
    assertThat(get(mapping + "/health/acme.Nobody").statusCode()).isEqualTo(404);
    assertThat(get(mapping + "/nope").statusCode()).isEqualTo(404);
    assertThat(get(mapping + "/vitals.js").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/javascript");
  }

  @Test
  void without_a_slash_at_the_end_it_leads_to_the_page() throws Exception {
    HttpResponse<String> response = get("/vitals");
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).hasValue("./vitals/");
  }

  @Test
  void a_request_that_waits_for_a_check_holds_no_thread() throws Exception {
    var waiting =
        java.util.stream.Stream.generate(() -> request("/vitals/health/acme.Slow"))
            .limit(300) // more than the container has threads
            .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
            .toList();
    await().atMost(ofSeconds(30)).until(() -> runs.get() == 1);
    assertThat(get("/vitals/readyz").statusCode()).isEqualTo(200);
    slowRun.complete(passing());
    for (var answer : waiting) {
      assertThat(answer.get(60, SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void where_the_container_may_not_wait_without_a_thread_it_waits_with_one() throws Exception {
    var answer = client.sendAsync(request("/blocking/health/acme.Slow"), BodyHandlers.ofString());
    await().atMost(ofSeconds(30)).until(() -> runs.get() == 1);
    slowRun.complete(passing());
    assertThat(answer.get(60, SECONDS).statusCode()).isEqualTo(200);
    HttpResponse<String> stream = get("/blocking/events");
    assertThat(stream.statusCode()).isEqualTo(503);
    assertThat(stream.body()).contains("async");
  }

  @Test
  void pages_are_live_up_to_the_limit_and_end_with_the_servlet() throws Exception {
    try (Exchange stream = Exchange.get(address(), "/my%20app/vitals/events")) {
      assertThat(stream.code()).isEqualTo(200);
      assertThat(stream.lineAfter("Content-Type: "))
          .isEqualToIgnoringCase("text/event-stream;charset=utf-8");
      assertThat(statusOfFoo(stream)).isEqualTo("SERVING");
      db.set(failing("lost"));
      await().atMost(ofSeconds(30)).until(() -> statusOfFoo(stream).equals("NOT_SERVING"));
      assertThat(get("/vitals/events").statusCode()).isEqualTo(503);
      tomcat.stop();
      stream.awaitEnd();
    }
  }

  private static String statusOfFoo(Exchange stream) throws IOException {
    JsonNode state = new JsonMapper().readTree(stream.lineAfter("data: "));
    for (JsonNode service : state.get("services")) {
      if (service.get("service").asText().equals("acme.Foo")) {
        return service.get("status").asText();
      }
    }
    throw new IOException("no acme.Foo in " + state);
  }
}
