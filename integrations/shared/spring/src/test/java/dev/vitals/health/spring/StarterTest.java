package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.spring.App.Transport;
import dev.vitals.health.spring.Client.Seen;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/** What becomes of indicators, groups, properties and beans, whatever the version of Boot. */
class StarterTest {

  private final Steered db = new Steered();
  private final Steered cache = new Steered();

  private App.Starter app() {
    return App.on(Transport.IN_PROCESS)
        .with("vitals.health.period=50ms")
        .indicator("db", db)
        .indicator("cache", cache);
  }

  @Test
  void indicatorsRunOnTheThreadsOfVitals() {
    Set<String> threads = new CopyOnWriteArraySet<>();
    db.behaves(
        () -> {
          threads.add(Thread.currentThread().getName());
          return new Answer("UP", "", null);
        });
    try (App app = app().start()) {
      await().until(() -> app.check("").equals("SERVING"));
      assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("vitals-check"));
    }
  }

  @Test
  void oneRunOfAnIndicatorAnswersForAllItsServices() {
    Semaphore runs = new Semaphore(1);
    db.behaves(
        () -> {
          runs.acquireUninterruptibly(); // a second run would never end
          return new Answer("UP", "", null);
        });
    try (App app =
        app()
            .with("vitals.health.checks.db.period=1h", "vitals.health.timeout=1h")
            .with("management.endpoint.health.group.alone.include=db")
            .with("management.endpoint.health.group.both.include=db,cache")
            .start()) {
      await().until(() -> app.check("alone").equals("SERVING"));
      await().until(() -> app.check("both").equals("SERVING"));
      await().until(() -> app.check("").equals("SERVING"));
    }
  }

  @Test
  void aServiceOfOneIndicatorNeverServesBetweenUnknownAndDown() {
    db.says("UNKNOWN");
    try (App app =
        app()
            .with("vitals.health.period=5ms")
            .with("management.endpoint.health.group.alone.include=db")
            .start()) {
      Health health = app.context.getBean(Health.class);
      for (int i = 0; i < 5; i++) {
        db.says("UNKNOWN");
        await().until(() -> health.status("alone") == ServingStatus.UNKNOWN);
        db.says("DOWN");
        await().until(() -> health.status("alone") == ServingStatus.NOT_SERVING);
      }
      assertThat(health.report("alone").orElseThrow().history())
          .extracting(Transition::to)
          .hasSizeGreaterThan(9)
          .doesNotContain(ServingStatus.SERVING);
    }
  }

  @Test
  void healthGroupsAreServices() {
    try (App app =
        app()
            .with("management.endpoint.health.group.storage.include=db")
            .with("management.endpoint.health.group.rest.exclude=db")
            .start()) {
      await().until(() -> app.check("storage").equals("SERVING"));
      db.says("DOWN");
      await().until(() -> app.check("storage").equals("NOT_SERVING"));
      assertThat(app.check("rest")).isEqualTo("SERVING");
    }
  }

  @Test
  void anIndicatorThatDoesNotKnowDecidesOnlyWhereItIsAlone() {
    db.says("UNKNOWN");
    try (App app =
        app()
            .with("management.endpoint.health.group.alone.include=db")
            .with("management.endpoint.health.group.beside.include=db,cache")
            .start()) {
      await().until(() -> app.check("beside").equals("SERVING"));
      await().until(() -> app.check("alone").equals("UNKNOWN"));
      db.says("UP");
      await().until(() -> app.check("alone").equals("SERVING"));
    }
  }

  @Test
  void anIndicatorHasSettingsOfItsOwn() {
    try (App app =
        app()
            .with("vitals.health.failure-threshold=3")
            .with("vitals.health.checks.cache.failure-threshold=2")
            .with("vitals.health.checks.cache.tags=shared")
            .with("vitals.health.checks.cache.runbook=https://example.org/cache")
            .with("vitals.health.checks.disk-space.optional=true")
            .start()) {
      CheckReport atFirst = app.report("", "cache");
      assertThat(atFirst.tags()).containsExactly("shared");
      assertThat(atFirst.runbook()).isEqualTo(URI.create("https://example.org/cache"));
      assertThat(app.report("", "diskSpace").critical()).isFalse();

      await().until(() -> app.check("").equals("SERVING"));
      cache.says("DOWN");
      await().until(() -> app.check("").equals("NOT_SERVING"));
      assertThat(app.report("", "cache").decided().reason()).isEqualTo("DOWN");
      assertThat(app.report("", "cache").streak()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void settingsOfAnIndicatorThatIsNotThereFailTheStart() {
    assertThatThrownBy(() -> app().with("vitals.health.checks.dbb.timeout=1s").start().close())
        .rootCause()
        .hasMessageStartingWith("vitals.health.checks: 'dbb' (expected: one of [")
        .hasMessageContaining("db")
        .hasMessageContaining("cache");
  }

  @Test
  void switchedOffByThePropertyOfTheBridgeThereIsNoHealthService() {
    try (App app = app().with("spring.grpc.server.health.enabled=false").start()) {
      assertThat(app.check("")).isEqualTo("UNIMPLEMENTED");
      assertThat(app.context.getBeansOfType(Health.class)).isEmpty();
    }
  }

  @Test
  void checksAndStatusesThatAreBeansDecideAndShowInActuator() {
    ServiceStatus broker = ServiceStatus.create("broker");
    AtomicInteger pings = new AtomicInteger();
    ServiceCheck ping =
        ServiceCheck.blocking(
                "ping-me",
                context -> {
                  pings.incrementAndGet();
                  return CheckResult.passing();
                })
            .period(Duration.ofHours(1))
            .build();
    try (App app =
        app()
            .bean("broker", ServiceStatus.class, broker)
            .bean("ping", ServiceCheck.class, ping)
            .with("management.endpoint.health.group.both.include=vitals/broker,db")
            .start()) {
      await().until(() -> app.check("both").equals("UNKNOWN"));
      broker.set(CheckResult.passing());
      await().until(() -> app.check("both").equals("SERVING"));
      broker.set(CheckResult.failing("connection lost"));
      assertThat(app.check("both")).isEqualTo("NOT_SERVING");
      assertThat(app.check("")).isEqualTo("NOT_SERVING");

      assertThat(Platform.actuator(app.context, "vitals", "broker")).isEqualTo("DOWN");
      await().until(() -> Platform.actuator(app.context, "vitals", "ping-me").equals("UP"));
      assertThat(Platform.actuator(app.context)).isEqualTo("DOWN");
      assertThat(pings).as("Actuator reads reports").hasValue(1);
      assertThat(app.report("").checks())
          .extracting(CheckReport::name)
          .containsOnlyOnce("broker", "ping-me")
          .noneMatch(name -> name.startsWith("vitals/"));
    }
  }

  @Test
  void customizersAddToTheBuilder() {
    ServiceStatus batch = ServiceStatus.create("batch");
    HealthBuilderCustomizer customizer = builder -> builder.service("acme.Batch", batch);
    try (App app = app().bean("batch", HealthBuilderCustomizer.class, customizer).start()) {
      assertThat(app.check("acme.Batch")).isEqualTo("UNKNOWN");
      batch.set(CheckResult.passing());
      assertThat(app.check("acme.Batch")).isEqualTo("SERVING");
    }
  }

  @Test
  void theStatesOfTheApplicationAreServices() {
    try (App app = app().with("vitals.health.period=1h").start()) {
      Seen readiness = app.watch("readiness");
      await().until(() -> readiness.statuses.contains("SERVING"));
      assertThat(app.check("liveness")).isEqualTo("SERVING");

      AvailabilityChangeEvent.publish(app.context, ReadinessState.REFUSING_TRAFFIC);
      assertThat(app.check("readiness")).isEqualTo("NOT_SERVING");
      AvailabilityChangeEvent.publish(app.context, ReadinessState.ACCEPTING_TRAFFIC);
      assertThat(app.check("readiness")).isEqualTo("SERVING");
      AvailabilityChangeEvent.publish(app.context, LivenessState.BROKEN);
      assertThat(app.check("liveness")).isEqualTo("NOT_SERVING");
    }
  }

  @Test
  void aContextThatIsStoppedAndStartedAgainServesAgain() {
    try (App app = app().with(Platform.GRACE_PERIOD + "1s").start()) {
      await().until(() -> app.check("").equals("SERVING"));
      app.context.stop();
      assertThat(app.context.getBean(Health.class).isDraining()).isTrue();
      app.context.start();
      assertThat(app.context.getBean(Health.class).isDraining()).isFalse();
      await().until(() -> app.check("").equals("SERVING"));
    }
  }

  @Test
  void noThreadOfVitalsOutlivesTheApplication() {
    app().start().close();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("vitals-")));
  }
}
