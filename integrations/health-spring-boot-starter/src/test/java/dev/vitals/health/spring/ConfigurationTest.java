package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.CheckReport;
import dev.vitals.health.spring.App.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/** What becomes of the properties of Boot 4.1, and of its types of indicators. */
class ConfigurationTest {

  private final Steered db = new Steered();
  private final Steered cache = new Steered();

  private App.Starter app() {
    return App.on(Transport.IN_PROCESS)
        .with("spring.grpc.server.health.schedule.period=50ms")
        .indicator("db", db)
        .indicator("cache", cache);
  }

  @Test
  void indicatorsOfNestedCompositesAndReactiveOnesAreChecks() {
    Map<String, HealthIndicator> shards = new LinkedHashMap<>();
    shards.put("one", () -> Health.up().build());
    shards.put("two", () -> Health.down().build());
    HealthContributor composite =
        CompositeHealthContributor.fromMap(
            Map.of("shards", CompositeHealthContributor.fromMap(shards)));
    ReactiveHealthIndicator broker = () -> Mono.just(Health.down().build());
    try (App app =
        app()
            .bean("storeHealthContributor", HealthContributor.class, composite)
            .bean("brokerHealthIndicator", ReactiveHealthIndicator.class, broker)
            .with("spring.grpc.server.health.service[acme.All].include=*")
            .with("spring.grpc.server.health.service[acme.Store].include=store")
            .with("spring.grpc.server.health.service[acme.One].include=store/shards/one")
            .with("spring.grpc.server.health.service[acme.Broker].include=broker")
            .start()) {
      assertThat(app.report("acme.All").checks())
          .extracting(CheckReport::name)
          .contains("db", "cache", "store/shards/one", "store/shards/two", "broker", "diskSpace");
      await().until(() -> app.check("acme.One").equals("SERVING"));
      await().until(() -> app.check("acme.Store").equals("NOT_SERVING"));
      await().until(() -> app.check("acme.Broker").equals("NOT_SERVING"));
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
            .with("vitals.health.timeout=100ms")
            .with("spring.grpc.server.health.service[acme.Broker].include=broker")
            .start()) {
      await().until(() -> app.check("acme.Broker").equals("NOT_SERVING"));
      await().until(() -> cancelled.get() > 0);
    }
  }

  @Test
  void statusOrderAndMappingOfOneServiceDoNotTouchAnother() {
    db.says("FATAL");
    try (App app =
        app()
            .with("spring.grpc.server.health.service[acme.Own].include=db,cache")
            .with("spring.grpc.server.health.service[acme.Own].status.order=fatal,up")
            .with("spring.grpc.server.health.service[acme.Own].status.mapping.fatal=NOT_SERVING")
            .with("spring.grpc.server.health.service[acme.Other].include=db,cache")
            .start()) {
      await().until(() -> app.check("acme.Own").equals("NOT_SERVING"));
      await().until(() -> app.check("acme.Other").equals("SERVING"));
    }
  }

  @Test
  void theServerAsAWholeDependsOnIndicatorsThatNoNamedServiceLists() {
    try (App app =
        app().with("spring.grpc.server.health.service[acme.Two].include=cache,diskSpace").start()) {
      await().until(() -> app.check("").equals("SERVING"));
      db.says("DOWN");
      await().until(() -> app.check("").equals("NOT_SERVING"));
      assertThat(app.check("acme.Two")).isEqualTo("SERVING");
    }
  }

  @Test
  void aMemberThatIsNotThereFailsTheStartAsInBoot() {
    assertThatThrownBy(
            () ->
                app()
                    .with("spring.grpc.server.health.service[acme.Foo].include=dbb")
                    .start()
                    .close())
        .hasStackTraceContaining("dbb");
  }

  @Test
  void withoutAScheduleIndicatorsRunWhenSomebodyAsks() {
    try (App app =
        app()
            .with("spring.grpc.server.health.schedule.enabled=false")
            .with("spring.grpc.server.health.service[acme.Foo].include=db")
            .start()) {
      assertThat(db.calls).hasValue(0);
      assertThat(app.check("acme.Foo")).isEqualTo("SERVING");
      assertThat(db.calls).hasValue(1);
      assertThat(cache.calls).hasValue(0);
    }
  }

  @Test
  void withoutOverallHealthTheServerServesWhateverItsIndicatorsSay() {
    db.says("DOWN");
    try (App app =
        app()
            .with("spring.grpc.server.health.include-overall-health=false")
            .with("spring.grpc.server.health.service[acme.Foo].include=db")
            .start()) {
      await().until(() -> app.check("acme.Foo").equals("NOT_SERVING"));
      assertThat(app.check("")).isEqualTo("SERVING");
    }
  }
}
