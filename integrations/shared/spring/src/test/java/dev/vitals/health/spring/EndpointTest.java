package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.core.Health;
import dev.vitals.health.http.HealthHttp;
import dev.vitals.health.http.HealthHttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The endpoint over HTTP. */
class EndpointTest {

  private final Steered db = new Steered();

  private App.Starter app() {
    db.says("DOWN", "connection refused");
    return App.on(App.Transport.IN_PROCESS)
        .servletContainer()
        .with("management.endpoints.web.exposure.include=health,vitals")
        .with("management.endpoint.health.group.storage.include=db")
        .indicator("db", db);
  }

  @Test
  void tellsWhyToWhoeverMaySeeTheDetailsOfHealth() throws Exception {
    try (App app = app().with("management.endpoint.health.show-details=always").start()) {
      await().until(() -> app.check("storage").equals("NOT_SERVING"));
      assertThat(app.get("/actuator/vitals"))
          .contains("\"draining\":false", "\"service\":\"storage\"", "\"service\":\"\"")
          .contains("\"status\":\"NOT_SERVING\"", "\"reason\":\"db: DOWN: connection refused\"")
          .contains("\"name\":\"db\"", "\"verdict\":\"FAILING\"", "\"streak\":")
          .contains("\"history\":[{\"from\":\"SERVICE_UNKNOWN\"");
      assertThat(app.get("/actuator/vitals/storage"))
          .contains("\"service\":\"storage\"")
          .doesNotContain("\"service\":\"\"");
      assertThat(app.get("/actuator/vitals/acme.Unknown")).isEqualTo("HTTP 404");
    }
  }

  @Test
  void hasTheNamesThatHealthHttpHas() throws Exception {
    try (App app = app().with("management.endpoint.health.show-details=always").start()) {
      await().until(() -> app.check("storage").equals("NOT_SERVING"));
      Set<String> names = names(overHttp(app.context.getBean(Health.class)));
      assertThat(names).contains("verdict", "history", "details");
      names.remove("details"); // it is for the page
      assertThat(names(app.get("/actuator/vitals"))).isEqualTo(names);
    }
  }

  private static String overHttp(Health health) throws Exception {
    HealthHttp details = HealthHttp.builder(health).declarePrivate().build();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (HealthHttpServer server =
        HealthHttpServer.start(details, new InetSocketAddress(loopback, 0))) {
      URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/");
      HttpRequest request =
          HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
  }

  private static Set<String> names(String json) {
    return Pattern.compile("\"(\\w+)\":")
        .matcher(json)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void tellsNothingButStatusesToAnybodyElse() throws Exception {
    try (App app = app().start()) {
      await().until(() -> app.check("storage").equals("NOT_SERVING"));
      assertThat(app.get("/actuator/vitals"))
          .contains("\"service\":\"storage\",\"status\":\"NOT_SERVING\"")
          .doesNotContain("db", "refused", "streak", "\"from\"");
    }
  }

  @Test
  void readingItRunsNoCheck() throws Exception {
    try (App app = app().with("vitals.health.checks.db.ttl=1h").start()) {
      app.get("/actuator/vitals");
      app.get("/actuator/vitals/storage");
      assertThat(db.calls).hasValue(0);
    }
  }

  @Test
  void isNotThereUnlessItIsExposed() throws Exception {
    try (App app = app().with("management.endpoints.web.exposure.include=health").start()) {
      assertThat(app.get("/actuator/vitals")).isEqualTo("HTTP 404");
    }
  }
}
