package dev.vitals.health.spring;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** With {@code health-micrometer} on the class path, Actuator's own metrics show health. */
class MetricsTest {

  @Test
  void aScrapeShowsServicesAndChecks() {
    Steered db = new Steered();
    try (App app =
        App.on(App.Transport.IN_PROCESS)
            .servletContainer()
            .with("management.endpoints.web.exposure.include=health,prometheus")
            .with("management.endpoint.health.group.storage.include=db")
            .with("vitals.health.period=50ms")
            .indicator("db", db)
            .start()) {
      showsIn(app, "vitals_service_status{service=\"storage\",state=\"serving\"} 1.0");
      showsIn(app, "vitals_check_status{check=\"db\",state=\"passing\"} 1.0");
      db.says("DOWN");
      showsIn(app, "vitals_service_status{service=\"storage\",state=\"not_serving\"} 1.0");
      showsIn(app, "vitals_service_status{service=\"(overall)\",state=\"serving\"} 0.0");
    }
  }

  private static void showsIn(App app, String line) {
    await().until(() -> app.get("/actuator/prometheus").contains(line));
  }
}
