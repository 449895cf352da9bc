package dev.vitals.health.micrometer;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard, on a real Prometheus that scrapes a real registry. */
@ExtendWith(NeedsPrometheus.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PrometheusTest {

  private static final Path RULES = Path.of("prometheus", "vitals.rules.yml");
  private static final Path RULE_TESTS = Path.of("prometheus", "vitals.rules.test.yml");
  private static final Path DASHBOARD = Path.of("grafana", "vitals.json");

  @TempDir Path folder;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final Health health =
      Health.builder()
          .service("acme.Foo", cache)
          .service(
              "acme.Bar",
              ServiceCheck.blocking("db", context -> passing()).period(ofMillis(200)).build())
          .start();
  private final HealthMetrics metrics = HealthMetrics.of(health);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    metrics.bindTo(registry);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text = registry.scrape().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    metrics.close();
    health.close();
  }

  @Test
  void The_rules_are_valid_and_fire_when_they_should() throws Exception {
    assertThat(Prometheus.promtool(List.of("check", "rules", RULES.toString())))
        .contains("SUCCESS");
    assertThat(Prometheus.promtool(List.of("test", "rules", RULE_TESTS.toString())))
        .contains("SUCCESS");
  }

  @Test
  void The_format_is_one_that_promtool_has_no_complaint_about() throws Exception {
    Process promtool =
        new ProcessBuilder(Prometheus.tool("promtool").orElseThrow().toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    promtool.getOutputStream().write(registry.scrape().getBytes(UTF_8));
    promtool.getOutputStream().close();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor(20, SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(said).isZero();
  }

  @Test
  void Prometheus_loads_the_rules_sees_a_service_go_down_and_answers_each_query_of_the_dashboard()
      throws Exception {
    cache.set(passing());
    try (Prometheus prometheus = Prometheus.start(folder, RULES, server.getAddress().getPort())) {
      await().atMost(ofSeconds(60)).until(prometheus::isReady);
      assertThat(alerts(prometheus))
          .containsExactly(
              "VitalsCheckStale",
              "VitalsCheckSwitchedOff",
              "VitalsDrainStuck",
              "VitalsServiceDown",
              "VitalsServiceFlapping",
              "VitalsServiceUnknown");
      await()
          .atMost(ofSeconds(30))
          .until(() -> is(prometheus, serving("acme.Foo", "serving"), "1"));
      assertThat(pending(prometheus)).isEmpty();

      cache.set(failing("lost"));
      await()
          .atMost(ofSeconds(30))
          .until(() -> is(prometheus, serving("acme.Foo", "not_serving"), "1"));
      await()
          .atMost(ofSeconds(30))
          .until(() -> pending(prometheus).contains("VitalsServiceDown acme.Foo"));

      health.drain();
      await()
          .atMost(ofSeconds(30))
          .until(() -> pending(prometheus).equals(Set.of("VitalsDrainStuck ")));

      await()
          .atMost(ofSeconds(30))
          .untilAsserted(
              () -> {
                for (String query : queries()) {
                  assertThat(prometheus.query(query)).as(query).isNotEmpty();
                }
              });
    }
  }

  private static String serving(String service, String state) {
    return "vitals_service_status{service=\"%s\", state=\"%s\"}".formatted(service, state);
  }

  private static boolean is(Prometheus prometheus, String query, String value) throws Exception {
    JsonNode series = prometheus.query(query);
    return series.size() == 1 && series.get(0).path("value").get(1).asText().equals(value);
  }

  private static Set<String> alerts(Prometheus prometheus) throws Exception {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode group : prometheus.get("/api/v1/rules").path("groups")) {
      group.path("rules").forEach(rule -> alerts.add(rule.path("name").asText()));
    }
    return alerts;
  }

  /** Returns the alerts that are pending, each with its service. */
  private static Set<String> pending(Prometheus prometheus) throws Exception {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode alert : prometheus.query("ALERTS{alertstate=\"pending\"}")) {
      JsonNode labels = alert.path("metric");
      alerts.add(labels.path("alertname").asText() + ' ' + labels.path("service").asText());
    }
    return alerts;
  }

  /** Returns what each panel asks for, with Grafana's variables filled in. */
  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            target
                .path("expr")
                .asText()
                .replace("$job", ".*")
                .replace("$instance", ".*")
                .replace("$__rate_interval", "5s"));
      }
    }
    assertThat(queries).hasSizeGreaterThan(10);
    return queries;
  }
}
