package dev.vitals.health.http;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.health.CheckResult;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ManualTime;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The function from a request to a response, without any server. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthHttpTest {

  private static final String JSON = "application/json";
  private static final String ACTUATOR = "application/vnd.spring-boot.actuator.v3+json";
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db =
      ServiceStatus.builder("db")
          .tags("storage")
          .runbook(URI.create("https://runbooks.example/db"))
          .build();
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final AtomicInteger runs = new AtomicInteger();
  private CompletableFuture<CheckResult> run = CompletableFuture.completedFuture(passing());
  private final ServiceCheck onDemand =
      ServiceCheck.async("on-demand", context -> run())
          .ttl(ofSeconds(1))
          .timeout(ofSeconds(1))
          .build();
  private final Health health =
      Health.builder()
          .time(time)
          .checkExecutor(Runnable::run)
          .notifyExecutor(Runnable::run)
          .service("acme.Foo", db, HealthCheck.optional(cache))
          .service("acme.OnDemand", onDemand)
          .service("steady")
          .overall(db)
          .start();

  private CompletableFuture<CheckResult> run() {
    runs.incrementAndGet();
    return run;
  }

  @AfterEach
  void close() {
    health.close();
  }

  private HealthHttp publicly() {
    return HealthHttp.of(health);
  }

  private HealthHttp privately() {
    return HealthHttp.builder(health).declarePrivate().build();
  }

  private static Response respond(HealthHttp http, Request request) {
    List<Response> answers = new ArrayList<>();
    http.respond(request, answers::add);
    assertThat(answers).hasSize(1);
    return answers.get(0);
  }

  private static Response get(HealthHttp http, String path, String accept) {
    return respond(http, new Request("GET", path, accept, null));
  }

  private Response get(String path) {
    return get(publicly(), path, null);
  }

  private static String text(Response response) {
    return new String(response.body(), UTF_8);
  }

  private static JsonNode json(Response response) throws Exception {
    return new JsonMapper().readTree(response.body());
  }

  // --- Statuses and codes ---

  @ParameterizedTest
  @ValueSource(
      strings = {"/readyz", "/health", "/health/", "/health/acme.Foo", "/actuator/health/acme.Foo"})
  void what_serves_is_200_and_every_other_status_is_503(String path) {
    assertThat(get(path).code()).as("UNKNOWN").isEqualTo(503);
    db.set(passing());
    assertThat(get(path).code()).as("SERVING").isEqualTo(200);
    db.set(failing("lost"));
    assertThat(get(path).code()).as("NOT_SERVING").isEqualTo(503);
    db.set(passing("slow"));
    assertThat(get(path).code()).as("degraded").isEqualTo(200);
    health.drain();
    assertThat(get(path).code()).as("draining").isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/acme.Nobody", "/actuator/health/acme.foo", "/health/%20"})
  void a_service_that_nobody_knows_is_404_and_its_name_is_not_echoed(String path) {
    assertThat(get(path).code()).isEqualTo(404);
    assertThat(text(get(path))).isEqualTo("service: unknown (expected: one that / lists)\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//",
        "/Readyz",
        "/readyz/",
        "/healthz",
        "/healthy",
        "/actuator",
        "/events/",
        "/../etc/passwd",
        "/vitals.html",
        "*"
      })
  void other_paths_are_404(String path) {
    assertThat(get(path).code()).isEqualTo(404);
  }

  // --- Probes ---

  @Test
  void without_services_for_them_probes_tell_of_the_process_and_the_server_as_a_whole() {
    assertThat(get("/readyz").code()).isEqualTo(503);
    db.set(passing());
    assertThat(get("/readyz").code()).isEqualTo(200);
    db.set(failing("lost"));
    health.drain();
    assertThat(get("/readyz").code()).isEqualTo(503);
    assertThat(get("/livez").code()).isEqualTo(200);
    assertThat(get("/startupz").code()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/livez, liveness",
    "/readyz, readiness",
    "/startupz, startup",
    "/health/live, liveness",
    "/health/ready, readiness",
    "/health/started, startup"
  })
  void probes_tell_of_the_services_of_these_names(String path, String service) {
    db.set(passing());
    health.set(service, ServingStatus.NOT_SERVING);
    assertThat(get(path).code()).isEqualTo(503);
    health.set(service, ServingStatus.SERVING);
    assertThat(get(path).code()).isEqualTo(200);
  }

  @Test
  void a_service_that_is_called_like_a_probe_of_MicroProfile_goes_before_it() {
    health.set("live", ServingStatus.NOT_SERVING);
    assertThat(get("/health/live").code()).isEqualTo(503);
    assertThat(get("/livez").code()).isEqualTo(200);
  }

  @Test
  void probes_tell_of_the_services_that_the_builder_names_and_a_misspelt_one_is_404() {
    db.set(failing("lost"));
    HealthHttp named =
        HealthHttp.builder(health).liveness("steady").readiness("acme.Foo").startup("oops").build();
    health.set("liveness", ServingStatus.NOT_SERVING);
    health.set("readiness", ServingStatus.SERVING);
    assertThat(get(named, "/livez", null).code()).isEqualTo(200);
    assertThat(get(named, "/readyz", null).code()).isEqualTo(503);
    assertThat(get(named, "/startupz", null).code()).isEqualTo(404);
  }

  // --- Names ---

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "a%20b -> a b",
        "a+b -> a+b",
        "a/b -> a/b",
        "a%2fb%2FC -> a/b/C",
        "%C3%A4%e2%82%ac -> ä€",
        "%F0%9F%92%9A -> 💚",
        "%25 -> %",
        "a;b=c -> a;b=c",
        ".. -> ..",
        "live/ -> live/"
      })
  void a_name_is_percent_encoded_UTF_8(String path, String name) {
    health.set(name, ServingStatus.SERVING);
    assertThat(get("/health/" + path).code()).isEqualTo(200);
    assertThat(get("/actuator/health/" + path).code()).isEqualTo(200);
  }

  @Test
  void a_name_may_hold_any_byte_of_ASCII() {
    IntStream.range(0, 128)
        .forEach(
            unit -> {
              health.set("x" + (char) unit, ServingStatus.SERVING);
              assertThat(get("/health/x%%%02X".formatted(unit)).code()).isEqualTo(200);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%", "%2", "%zz", "a%2", "%+1", "%-1", // no byte
        "%FF", "%C0%80", "%C3", "%ED%A0%80", "%F8%88%80%80%80", "%F4%90%80%80", // no UTF-8
        "a b", "ä", "\u0000", "%٣٣" // what a path must encode
      })
  void what_is_wrongly_encoded_is_400(String path) {
    assertThat(get("/health/" + path).code()).isEqualTo(400);
    assertThat(text(get("/health/" + path)))
        .isEqualTo("name: wrongly encoded (expected: percent-encoded UTF-8)\n");
  }

  // --- Methods ---

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livez", "/health/steady", "/events", "/vitals.js"})
  void HEAD_has_the_headers_of_GET_and_no_body(String path) {
    Response get = get(path);
    Response head = respond(publicly(), new Request("HEAD", path, null, null));
    assertThat(head.code()).isEqualTo(get.code());
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(head.headers()).containsEntry("Content-Length", "" + get.body().length);
    assertThat(head.body()).isEmpty();
    assertThat(get.body()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", ""})
  void other_methods_are_405_and_say_which_are_allowed(String method) {
    for (String path : List.of("/", "/readyz", "/health/acme.Nobody", "/events", "/vitals.css")) {
      Response response = respond(publicly(), new Request(method, path, null, null));
      assertThat(response.code()).isEqualTo(405);
      assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
    }
    assertThat(respond(publicly(), new Request(method, "/nope", null, null)).code()).isEqualTo(404);
  }

  // --- Caching ---

  @Test
  void nobody_keeps_a_status() {
    for (String path :
        List.of("/", "/readyz", "/health/steady", "/nope", "/health/%", "/health/x")) {
      assertThat(get(path).headers()).containsEntry("Cache-Control", "no-store");
    }
    for (String path : List.of("/vitals.css", "/vitals.js", "/vitals.svg")) {
      assertThat(get(path).headers()).containsEntry("Cache-Control", "no-cache");
    }
  }

  @Test
  void who_has_the_same_already_gets_304() {
    Response first = get("/health/steady");
    String tag = first.headers().get("ETag");
    for (String known : List.of(tag, "*", "W/" + tag, "\"other\", " + tag, " W/\"a\" ,W/" + tag)) {
      Response next = respond(publicly(), new Request("GET", "/health/steady", null, known));
      assertThat(next.code()).as(known).isEqualTo(304);
      assertThat(next.body()).isEmpty();
      assertThat(next.headers()).containsEntry("ETag", tag).doesNotContainKey("Content-Length");
    }
    for (String other : List.of("", "\"other\"", tag.replace("\"", ""), "W/*")) {
      Response next = respond(publicly(), new Request("GET", "/health/steady", null, other));
      assertThat(next.code()).as(other).isEqualTo(other.equals("W/*") ? 304 : 200);
    }
  }

  @Test
  void what_does_not_serve_is_never_304_which_a_prober_may_take_for_healthy() {
    db.set(failing("lost"));
    Response response = respond(publicly(), new Request("GET", "/readyz", null, "*"));
    assertThat(response.code()).isEqualTo(503);
    assertThat(response.headers()).doesNotContainKey("ETag");
  }

  @Test
  void a_status_that_changes_has_another_tag() {
    db.set(passing());
    HealthHttp http = privately();
    String before = get(http, "/health/acme.Foo", JSON).headers().get("ETag");
    db.set(passing("slow"));
    assertThat(get(http, "/health/acme.Foo", JSON).headers().get("ETag")).isNotEqualTo(before);
  }

  // --- Shapes ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/readyz|*/*|application/json|{\"status\":\"UP\"}",
        "/livez|application/json|application/json|{\"status\":\"UP\"}",
        "/actuator/health|text/html|application/json|{\"status\":\"UP\"}",
        "/health|*/*|application/json|{\"status\":\"UP\",\"checks\":[]}",
        "/health/acme.Foo|application/json|application/json|{\"status\":\"UP\",\"checks\":[]}",
        "/health/ready|image/png|application/json|{\"status\":\"UP\",\"checks\":[]}",
        "/health|application/vnd.spring-boot.actuator.v3+json, application/json;q=0.9"
            + "|application/vnd.spring-boot.actuator.v3+json|{\"status\":\"UP\"}",
        "/health|Application/VND.spring-boot.actuator.v2+json"
            + "|application/vnd.spring-boot.actuator.v2+json|{\"status\":\"UP\"}",
        "/health/acme.Foo|application/vnd.vitals.health+json, application/json"
            + "|application/vnd.vitals.health+json"
            + "|{\"service\":\"acme.Foo\",\"status\":\"SERVING\",\"details\":false}",
        "/health|text/plain;q=0.5, application/json|application/json"
            + "|{\"status\":\"UP\",\"checks\":[]}",
        "/health|text/plain, */*;q=0.1|text/plain; charset=utf-8|'' SERVING",
        "/readyz|text/*|text/plain; charset=utf-8|'' SERVING",
        "/health/acme.Foo|text/plain|text/plain; charset=utf-8|'acme.Foo' SERVING",
        "/health|text/plain;q=0, application/json;q=0|application/json"
            + "|{\"status\":\"UP\",\"checks\":[]}",
        "/health|;;,,q=1;,text/plain;q=nonsense|text/plain; charset=utf-8|'' SERVING",
      },
      quoteCharacter = '`')
  void path_and_Accept_choose_the_shape(String path, String accept, String type, String body) {
    db.set(passing());
    Response response = get(publicly(), path, accept);
    assertThat(response.headers())
        .containsEntry("Content-Type", type)
        .containsEntry("Vary", "Accept");
    assertThat(text(response).strip()).isEqualTo(body);
  }

  @Test
  void Actuator_knows_an_unknown_status_and_MicroProfile_does_not() throws Exception {
    assertThat(json(get("/actuator/health")).get("status").asText()).isEqualTo("UNKNOWN");
    assertThat(json(get("/health")).get("status").asText()).isEqualTo("DOWN");
    assertThat(json(get(publicly(), "/health", "application/vnd.vitals.health+json")))
        .hasToString("{\"service\":\"\",\"status\":\"UNKNOWN\",\"details\":false}");
    db.set(failing("lost"));
    assertThat(json(get("/actuator/health")).get("status").asText()).isEqualTo("DOWN");
    assertThat(json(get("/health")).get("status").asText()).isEqualTo("DOWN");
  }

  @Test
  void in_the_shape_of_Actuator_checks_are_components() throws Exception {
    fail();
    JsonNode json = json(get(privately(), "/actuator/health/acme.Foo", JSON));
    assertThat(json.get("status").asText()).isEqualTo("DOWN");
    assertThat(json.at("/details/reason").asText()).isEqualTo("db: lost db-7.internal");
    assertThat(json.at("/details/since").asText()).isEqualTo("2000-01-01T12:00:00Z");
    assertThat(json.at("/details/history").size()).isEqualTo(3);
    assertThat(json.at("/details/history/2/to").asText()).isEqualTo("NOT_SERVING");
    JsonNode check = json.at("/components/db");
    assertThat(check.get("status").asText()).isEqualTo("DOWN");
    assertThat(check.at("/details/reason").asText()).isEqualTo("lost db-7.internal");
    assertThat(check.at("/details/tags/0").asText()).isEqualTo("storage");
    assertThat(json.at("/components/cache/status").asText()).isEqualTo("UNKNOWN");
  }

  @Test
  void in_the_shape_of_MicroProfile_the_data_of_a_check_holds_no_lists_and_no_objects()
      throws Exception {
    fail();
    JsonNode json = json(get(privately(), "/health/acme.Foo", JSON));
    assertThat(json.get("status").asText()).isEqualTo("DOWN");
    assertThat(json.get("reason").asText()).isEqualTo("db: lost db-7.internal");
    JsonNode check = json.at("/checks/0");
    assertThat(check.get("name").asText()).isEqualTo("db");
    assertThat(check.get("status").asText()).isEqualTo("DOWN");
    assertThat(check.at("/data/tags").asText()).isEqualTo("storage");
    assertThat(check.get("data")).allMatch(JsonNode::isValueNode);
    assertThat(json.at("/checks/1/status").asText()).isEqualTo("DOWN");
  }

  @Test
  void text_is_the_report_that_operators_read() {
    fail();
    assertThat(text(get(privately(), "/health/acme.Foo", "text/plain")))
        .startsWith("'acme.Foo' NOT_SERVING since 2000-01-01T12:00:00Z: db: lost db-7.internal\n")
        .contains("\n  db FAILING: lost db-7.internal [1 in a row, ")
        .endsWith("\n");
  }

  private void fail() {
    db.set(passing());
    db.set(failing("lost db-7.internal", new IllegalStateException("password=x")));
  }

  // --- Details ---

  @ParameterizedTest
  @ValueSource(strings = {JSON, ACTUATOR, "text/plain", "*/*"})
  void details_are_for_a_port_that_was_declared_private(String accept) {
    fail();
    health.override("steady", ServingStatus.NOT_SERVING, "ann: internal maintenance");
    for (String path : List.of("/", "/readyz", "/health/acme.Foo", "/actuator/health/steady")) {
      assertThat(text(get(publicly(), path, accept))).doesNotContain("internal", "storage");
      assertThat(text(get(privately(), path, accept)))
          .contains("internal")
          .doesNotContain("password");
    }
  }

  @Test
  void a_code_agrees_with_its_body_when_the_status_changes_in_between() {
    db.set(passing());
    HealthHttp http =
        HealthHttp.builder(
                new ChangingSource(health, () -> db.set(failing("lost between two calls"))))
            .declarePrivate()
            .build();
    Response response = get(http, "/health/acme.Foo", "text/plain");
    assertThat(text(response)).contains("NOT_SERVING");
    assertThat(response.code()).isEqualTo(503);
  }

  // --- On demand ---

  @Test
  void a_request_for_a_service_runs_its_checks_on_demand_and_waits_for_them() {
    run = new CompletableFuture<>();
    List<Response> answers = new ArrayList<>();
    publicly().respond(new Request("GET", "/health/acme.OnDemand", null, null), answers::add);
    assertThat(answers).isEmpty();
    run.complete(passing());
    assertThat(answers).extracting(Response::code).containsExactly(200);
  }

  @Test
  void a_request_that_is_cancelled_is_not_answered() {
    run = new CompletableFuture<>();
    List<Response> answers = new ArrayList<>();
    PendingCheck pending =
        publicly().respond(new Request("GET", "/health/acme.OnDemand", null, null), answers::add);
    pending.cancel();
    run.complete(passing());
    assertThat(answers).isEmpty();
  }

  @Test
  void to_look_at_the_page_runs_no_check() {
    time.advance(ofMinutes(5));
    int before = runs.get();
    HealthHttp http = privately();
    for (String accept : new String[] {null, BROWSER, JSON, "text/plain"}) {
      get(http, "/", accept);
    }
    http.state();
    get(http, "/vitals.js", null);
    get(http, "/events", null);
    assertThat(runs).hasValue(before);
    get(http, "/health/acme.OnDemand", null);
    assertThat(runs).hasValue(before + 1);
  }

  // --- The page ---

  @Test
  void browsers_get_the_page_and_curl_gets_text() {
    assertThat(get(publicly(), "/", BROWSER).headers())
        .containsEntry("Content-Type", "text/html; charset=utf-8");
    for (String accept : new String[] {null, "*/*", "text/plain", "image/png"}) {
      Response response = get(publicly(), "/", accept);
      assertThat(response.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
      assertThat(text(response))
          .startsWith("as of 2000-01-01T12:00:00Z\n'' UNKNOWN since 2000-01-01T12:00:00Z\n");
    }
    assertThat(text(get(privately(), "/", "*/*"))).isEqualTo(health.report().describe() + '\n');
  }

  @Test
  void the_page_allows_no_script_and_no_style_but_its_own() {
    Response page = get(publicly(), "/", BROWSER);
    assertThat(page.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe", "http", "*");
    assertThat(page.headers()).containsEntry("X-Content-Type-Options", "nosniff");
    assertThat(text(page))
        .doesNotContain("style=", "<style", "javascript:", "http:", "https:")
        .doesNotContainPattern("<script(?! src=\"vitals\\.js\")")
        .doesNotContainPattern(" on[a-z]+=");
  }

  @Test
  void all_services_as_JSON_have_the_names_of_the_records() throws Exception {
    db.set(failing("lost"));
    health.switchOff("cache", "ann: moving it");
    time.advance(ofSeconds(2));
    JsonNode all = json(get(privately(), "/", JSON));
    assertThat(all.get("at").asText()).isEqualTo("2000-01-01T12:00:02Z");
    assertThat(all.get("draining").asBoolean()).isFalse();
    assertThat(all.get("services")).hasSize(4);
    assertThat(all.at("/services/0/service").asText()).isEmpty();
    JsonNode foo = all.at("/services/1");
    assertThat(foo.fieldNames())
        .toIterable()
        .containsExactly("service", "status", "since", "reason", "revision", "history", "checks");
    JsonNode check = foo.at("/checks/0");
    assertThat(check.get("name").asText()).isEqualTo("db");
    assertThat(check.get("critical").asBoolean()).isTrue();
    assertThat(check.get("verdict").asText()).isEqualTo("FAILING");
    assertThat(check.get("age").asText()).isEqualTo("PT2S");
    assertThat(check.has("took")).isFalse();
    assertThat(check.get("runbook").asText()).isEqualTo("https://runbooks.example/db");
    assertThat(foo.at("/checks/1/switchedOff").asText()).isEqualTo("ann: moving it");
    assertThat(foo.at("/checks/1/critical").asBoolean()).isFalse();
    JsonNode shown = json(get(publicly(), "/", JSON)).at("/services/1");
    assertThat(shown.fieldNames()).toIterable().containsExactly("service", "status", "since");
  }

  @Test
  void a_flood_of_requests_for_all_services_is_a_few_reports() {
    AtomicInteger reports = new AtomicInteger();
    HealthHttp http = HealthHttp.of(new ChangingSource(health, reports::incrementAndGet));
    long start = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      get(http, "/", "text/plain");
    }
    long most = 1 + (System.nanoTime() - start) / ofMillis(100).toNanos();
    assertThat((long) reports.get()).isBetween(1L, most);
  }

  @Test
  void streams_cannot_be_fewer_than_none() {
    assertThatThrownBy(() -> HealthHttp.builder(health).maxStreams(-1))
        .hasMessage("streams: -1 (expected: >= 0)");
  }
}
