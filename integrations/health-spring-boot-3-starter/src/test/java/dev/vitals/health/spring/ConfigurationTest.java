package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.CheckReport;
import dev.vitals.health.spring.App.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/** What becomes of the properties of Spring gRPC 0.12, and of the indicators of Boot 3.5. */
class ConfigurationTest {

  private static final String PATHS = "spring.grpc.server.health.actuator.health-indicator-paths=";

  private final Steered db = new Steered();
  private final Steered cache = new Steered();

  private App.Starter app() {
    return App.on(Transport.IN_PROCESS)
        .with("spring.grpc.server.health.actuator.update-rate=50ms")
        .indicator("db", db)
        .indicator("cache", cache);
  }

  @Test
  void eachPathIsAServiceAndTogetherTheyDecideTheServer() {
    try (App app = app().with(PATHS + "db").start()) {
      await().until(() -> app.check("db").equals("SERVING"));
      assertThat(app.check("cache")).isEqualTo("NOT_FOUND");
      cache.says("DOWN");
      db.says("DOWN");
      await().until(() -> app.check("").equals("NOT_SERVING"));
      db.says("UP");
      await().until(() -> app.check("").equals("SERVING"));
      assertThat(cache.calls).as("of an indicator that decides nothing").hasValue(0);
    }
  }

  @Test
  void withoutPathsAllIndicatorsDecideTheServer() {
    try (App app = app().start()) {
      assertThat(app.report("").checks())
          .extracting(CheckReport::name)
          .contains("db", "cache", "diskSpace", "ping");
      await().until(() -> app.check("").equals("SERVING"));
      cache.says("OUT_OF_SERVICE");
      await().until(() -> app.check("").equals("NOT_SERVING"));
    }
  }

  @Test
  void pathsLeadToPartsAndToGroups() {
    Map<String, HealthIndicator> shards = new LinkedHashMap<>();
    shards.put("one", () -> Health.up().build());
    shards.put("two", () -> Health.down().build());
    HealthContributor store = CompositeHealthContributor.fromMap(shards);
    try (App app =
        app()
            .bean("storeHealthContributor", HealthContributor.class, store)
            .with("management.endpoint.health.group.both.include=db,store")
            .with(PATHS + "store,store/one,both,both/db")
            .start()) {
      await().until(() -> app.check("store").equals("NOT_SERVING"));
      await().until(() -> app.check("store/one").equals("SERVING"));
      await().until(() -> app.check("both").equals("NOT_SERVING"));
      await().until(() -> app.check("both/db").equals("SERVING"));
    }
  }

  @Test
  void aPathThatLeadsNowhereIsNotServed() {
    try (App app = app().with(PATHS + "db,dbb").start()) {
      await().until(() -> app.check("db").equals("SERVING"));
      assertThat(app.check("dbb")).isEqualTo("NOT_FOUND");
      assertThat(app.check("")).isEqualTo("SERVING");
    }
  }

  @Test
  void withoutOverallHealthTheServerServesWhateverItsIndicatorsSay() {
    db.says("DOWN");
    try (App app =
        app()
            .with("spring.grpc.server.health.actuator.update-overall-health=false", PATHS + "db")
            .start()) {
      await().until(() -> app.check("db").equals("NOT_SERVING"));
      assertThat(app.check("")).isEqualTo("SERVING");
    }
  }

  @Test
  void withoutActuatorsPartIndicatorsDecideNothing() {
    db.says("DOWN");
    try (App app =
        app().with("spring.grpc.server.health.actuator.enabled=false", PATHS + "db").start()) {
      assertThat(app.check("")).isEqualTo("SERVING");
      assertThat(app.check("db")).isEqualTo("NOT_FOUND");
      assertThat(db.calls).hasValue(0);
    }
  }

  @Test
  void theStatusOrderOfOneGroupDoesNotTouchAnother() {
    db.says("FATAL");
    try (App app =
        app()
            .with("management.endpoint.health.group.own.include=db,cache")
            .with("management.endpoint.health.group.own.status.order=fatal,up")
            .with("management.endpoint.health.group.other.include=db,cache")
            .start()) {
      await().until(() -> app.check("own").equals("UNKNOWN"));
      await().until(() -> app.check("other").equals("SERVING"));
    }
  }

  @Test
  void aReactiveIndicatorThatNeverAnswersTimesOutAndIsCancelled() {
    AtomicInteger cancelled = new AtomicInteger();
    ReactiveHealthIndicator broker =
        () -> Mono.<Health>never().doOnCancel(cancelled::incrementAndGet);
    try (App app =
        app()
            .bean("brokerHealthIndicator", ReactiveHealthIndicator.class, broker)
            .with("vitals.health.timeout=100ms", PATHS + "broker,db")
            .start()) {
      await().until(() -> app.check("broker").equals("NOT_SERVING"));
      await().until(() -> cancelled.get() > 0);
      assertThat(app.check("db")).isEqualTo("SERVING");
    }
  }
}
