package dev.vitals.health.micrometer;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ManualTime;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthMetricsTest {

  private final ManualTime time = new ManualTime();
  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicBoolean dbWorks = new AtomicBoolean(true);
  private final ServiceCheck db =
      ServiceCheck.blocking("db", context -> run())
          .period(ofSeconds(10))
          .jitter(0)
          .timeout(ofSeconds(1))
          .build();
  private final Health health =
      Health.builder()
          .time(time)
          .checkExecutor(Runnable::run)
          .notifyExecutor(Runnable::run)
          .maxWatches(1)
          .service("acme.Foo", db)
          .service("acme.Bar", cache)
          .start();
  private final HealthMetrics metrics = HealthMetrics.of(health);

  private dev.vitals.health.CheckResult run() {
    runs.incrementAndGet();
    time.advance(ofMillis(40));
    return dbWorks.get() ? passing() : failing("down");
  }

  /** Lets all clocks go on, so that the next reading is new. */
  private void after(Duration duration) {
    time.advance(duration);
    clock.add(duration);
  }

  private double value(String meter, String... tags) {
    return registry.get(meter).tags(tags).meter().measure().iterator().next().getValue();
  }

  private Set<String> values(String meter, String tag) {
    return registry.getMeters().stream()
        .filter(each -> each.getId().getName().equals(meter))
        .map(each -> each.getId().getTag(tag))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @AfterEach
  void close() {
    metrics.close();
    health.close();
  }

  @Nested
  class A_service {

    @Test
    void has_1_for_its_state_and_0_for_the_others() {
      metrics.bindTo(registry);
      cache.set(failing("lost"));
      after(ofSeconds(1));
      assertThat(value("vitals.service.status", "service", "acme.Bar", "state", "not_serving"))
          .isEqualTo(1);
      assertThat(value("vitals.service.status", "service", "acme.Bar", "state", "serving"))
          .isZero();
      assertThat(value("vitals.service.status", "service", "acme.Bar", "state", "unknown"))
          .isZero();
      assertThat(value("vitals.service.status", "service", "acme.Foo", "state", "serving"))
          .isEqualTo(1);
    }

    @Test
    void that_is_the_server_as_a_whole_has_a_tag_that_is_not_empty() {
      metrics.bindTo(registry);
      cache.set(passing());
      after(ofSeconds(1));
      assertThat(value("vitals.service.status", "service", "(overall)", "state", "serving"))
          .isEqualTo(1);
      assertThat(values("vitals.service.status", "service"))
          .containsExactly("(overall)", "acme.Bar", "acme.Foo");
    }

    @Test
    void that_is_called_like_the_servers_tag_does_not_hide_the_server() {
      health.addService("(overall)");
      metrics.bindTo(registry);
      assertThat(value("vitals.service.status", "service", "(overall)", "state", "unknown"))
          .isEqualTo(1);
    }

    @Test
    void counts_its_transitions() {
      metrics.bindTo(registry);
      double before = value("vitals.service.transitions", "service", "acme.Bar");
      cache.set(passing());
      cache.set(failing("lost"));
      cache.set(passing());
      after(ofSeconds(1));
      assertThat(value("vitals.service.transitions", "service", "acme.Bar") - before).isEqualTo(3);
    }

    @Test
    void that_comes_gets_meters_and_takes_them_along_when_it_goes() {
      metrics.bindTo(registry);
      List<String> before = ids();
      health.addService("acme.New", ServiceStatus.create("new"));
      after(ofSeconds(1));
      value("vitals.draining"); // somebody reads
      assertThat(values("vitals.service.status", "service")).contains("acme.New");
      assertThat(values("vitals.check.status", "check")).contains("new");
      health.removeService("acme.New");
      after(ofSeconds(1));
      value("vitals.draining");
      assertThat(ids()).isEqualTo(before);
    }

    @Test
    void that_a_caller_asks_for_or_watches_and_nobody_knows_gets_no_meter() {
      metrics.bindTo(registry);
      List<String> before = ids();
      try (Watch watch = health.watch("attacker", changed -> {})) {
        watch.poll();
        health.check("attacker.2", status -> {});
        health.status("attacker.3");
        after(ofSeconds(1));
        assertThat(value("vitals.watches")).isEqualTo(1);
        assertThat(ids()).isEqualTo(before);
      }
    }
  }

  private List<String> ids() {
    return registry.getMeters().stream().map(Meter::getId).map(Object::toString).sorted().toList();
  }

  @Nested
  class A_check {

    @Test
    void has_1_for_its_state_and_0_for_the_others() {
      metrics.bindTo(registry);
      dbWorks.set(false);
      after(ofSeconds(11));
      assertThat(value("vitals.check.status", "check", "db", "state", "failing")).isEqualTo(1);
      assertThat(value("vitals.check.status", "check", "db", "state", "passing")).isZero();
      assertThat(value("vitals.check.status", "check", "db", "state", "unknown")).isZero();
      assertThat(value("vitals.check.status", "check", "db", "state", "stale")).isZero();
      assertThat(value("vitals.check.status", "check", "cache", "state", "unknown")).isEqualTo(1);
    }

    @Test
    void has_an_age_that_grows_between_two_reports_and_none_before_its_first_result() {
      metrics.bindTo(registry);
      assertThat(value("vitals.check.age", "check", "cache")).isNaN();
      cache.set(passing());
      after(ofSeconds(3));
      assertThat(value("vitals.check.age", "check", "cache")).isEqualTo(3);
      clock.add(ofMillis(50)); // too little for a new report
      assertThat(value("vitals.check.age", "check", "cache")).isEqualTo(3.05);
    }

    @Test
    void has_a_timer_of_its_runs() {
      metrics.bindTo(registry);
      after(ofSeconds(25));
      assertThat(registry.get("vitals.check.duration").tag("check", "db").timer().count())
          .isEqualTo(2);
      assertThat(
              registry
                  .get("vitals.check.duration")
                  .tag("check", "db")
                  .timer()
                  .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
          .isEqualTo(80);
      cache.set(passing());
      assertThat(registry.get("vitals.check.duration").tag("check", "cache").timer().count())
          .as("runs of what is set")
          .isZero();
    }

    @Test
    void that_comes_has_its_first_run_counted_though_nobody_has_read() {
      metrics.bindTo(registry);
      health.addService(
          "acme.New",
          ServiceCheck.blocking(
                  "new",
                  context -> {
                    time.advance(ofMillis(1));
                    return passing();
                  })
              .build());
      assertThat(registry.get("vitals.check.duration").tag("check", "new").timer().count())
          .isEqualTo(1);
    }

    @Test
    void that_is_replaced_takes_its_meters_along() {
      metrics.bindTo(registry);
      health.replaceChecks("acme.Bar", ServiceStatus.create("other"));
      after(ofSeconds(1));
      value("vitals.draining");
      assertThat(values("vitals.check.age", "check")).containsExactly("db", "other");
      assertThat(values("vitals.check.duration", "check")).containsExactly("db", "other");
    }

    @Test
    void that_is_switched_off_says_so() {
      metrics.bindTo(registry);
      health.switchOff("db", "known");
      after(ofSeconds(1));
      assertThat(value("vitals.check.switched.off", "check", "db")).isEqualTo(1);
      assertThat(value("vitals.check.switched.off", "check", "cache")).isZero();
    }

    @Test
    void on_demand_is_not_run_by_a_scrape() {
      health.addService(
          "acme.Lazy", ServiceCheck.blocking("lazy", context -> run()).ttl(ofSeconds(1)).build());
      metrics.bindTo(registry);
      int before = runs.get();
      for (int i = 0; i < 5; i++) {
        clock.add(ofSeconds(60));
        registry.getMeters().forEach(meter -> meter.measure().forEach(m -> m.getValue()));
      }
      assertThat(runs.get()).isEqualTo(before);
      health.check("acme.Lazy", status -> {});
      assertThat(runs.get()).as("it runs when it is asked for").isEqualTo(before + 1);
    }
  }

  @Nested
  class A_server {

    @Test
    void that_drains_says_so() {
      metrics.bindTo(registry);
      assertThat(value("vitals.draining")).isZero();
      health.drain();
      after(ofSeconds(1));
      assertThat(value("vitals.draining")).isEqualTo(1);
    }

    @Test
    void counts_open_and_refused_watches() {
      metrics.bindTo(registry);
      try (Watch watch = health.watch("acme.Foo", changed -> {})) {
        watch.poll();
        assertThatThrownBy(() -> health.watch("acme.Foo", changed -> {}))
            .isInstanceOf(WatchRefusedException.class);
        assertThat(value("vitals.watches")).isEqualTo(1);
        assertThat(value("vitals.watches.refused")).isEqualTo(1);
      }
      assertThat(value("vitals.watches")).isZero();
    }
  }

  @Nested
  class The_metrics {

    @Test
    void remove_all_they_added_when_they_are_closed() {
      SimpleMeterRegistry second = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
      registry.counter("of.somebody.else");
      metrics.bindTo(registry);
      metrics.bindTo(second);
      assertThat(second.getMeters()).isNotEmpty();
      metrics.close();
      after(ofSeconds(11)); // runs a check, which reports nothing to them
      assertThat(ids()).hasSize(1);
      assertThat(second.getMeters()).isEmpty();
      assertThatThrownBy(() -> metrics.bindTo(registry))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThat(ids()).hasSize(1);
    }

    @Test
    void leave_no_listener_in_health_when_they_are_closed() {
      List<String> calls = new ArrayList<>();
      HealthSource recording =
          (HealthSource)
              Proxy.newProxyInstance(
                  HealthSource.class.getClassLoader(),
                  new Class<?>[] {HealthSource.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().endsWith("Listener")) {
                      calls.add(method.getName());
                    }
                    return method.invoke(health, arguments);
                  });
      HealthMetrics some = HealthMetrics.of(recording);
      some.bindTo(registry);
      some.close();
      assertThat(calls).containsExactly("addListener", "removeListener");
    }

    @Test
    void leave_nothing_in_a_registry_if_health_is_closed() {
      health.close();
      assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalStateException.class);
      assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void are_bound_once_however_often_they_are_told() {
      metrics.bindTo(registry);
      metrics.bindTo(registry);
      after(ofSeconds(11));
      assertThat(registry.get("vitals.check.duration").tag("check", "db").timer().count())
          .isEqualTo(1);
    }

    @Test
    void of_two_servers_share_a_registry_by_their_tags() {
      try (Health admin = Health.builder().service("acme.Foo").start();
          HealthMetrics first = HealthMetrics.of(health, Tags.of("server", "public"))) {
        HealthMetrics second = HealthMetrics.of(admin, Tags.of("server", "admin"));
        first.bindTo(registry);
        second.bindTo(registry);
        health.drain();
        after(ofSeconds(1));
        assertThat(value("vitals.draining", "server", "public")).isEqualTo(1);
        assertThat(value("vitals.draining", "server", "admin")).isZero();
        second.close();
        assertThat(values("vitals.draining", "server")).containsExactly("public");
      }
    }

    @Test
    void stay_though_nobody_keeps_them() {
      WeakReference<HealthMetrics> forgotten = bindAndForget();
      await()
          .atMost(ofSeconds(30))
          .until(
              () -> {
                System.gc();
                return forgotten.get() == null;
              });
      cache.set(passing());
      after(ofSeconds(1));
      assertThat(value("vitals.service.status", "service", "acme.Bar", "state", "serving"))
          .isEqualTo(1);
      assertThat(value("vitals.service.transitions", "service", "acme.Bar")).isGreaterThan(0);
    }

    private WeakReference<HealthMetrics> bindAndForget() {
      HealthMetrics some = HealthMetrics.of(health);
      some.bindTo(registry);
      return new WeakReference<>(some);
    }

    @Test
    void may_be_read_by_a_listener_of_the_registry_while_they_are_added() {
      registry.config().onMeterAdded(meter -> meter.measure().forEach(m -> m.getValue()));
      metrics.bindTo(registry);
      health.addService("acme.New");
      after(ofSeconds(1));
      value("vitals.draining");
      assertThat(values("vitals.service.status", "service")).contains("acme.New");
    }

    @Test
    void end_on_what_there_is_though_threads_scrape_while_services_come_and_go() throws Exception {
      PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      metrics.bindTo(prometheus);
      ExecutorService scrapers = Executors.newFixedThreadPool(4);
      AtomicBoolean over = new AtomicBoolean();
      try {
        List<Future<?>> scrapes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          scrapes.add(
              scrapers.submit(
                  () -> {
                    while (!over.get()) {
                      prometheus.scrape();
                    }
                  }));
        }
        long end = System.nanoTime() + ofSeconds(2).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
          String name = "acme.Comer" + i % 7;
          health.addService(name, ServiceStatus.create("check" + i % 7));
          health.removeService("acme.Comer" + (i + 3) % 7);
          if (health.status(name) != ServingStatus.SERVICE_UNKNOWN) {
            health.removeService(name);
          }
        }
        health.addService("acme.Last", ServiceStatus.create("last"));
        over.set(true);
        for (Future<?> scrape : scrapes) {
          scrape.get();
        }
      } finally {
        over.set(true);
        scrapers.shutdownNow();
      }
      await()
          .atMost(ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(
                          prometheus
                              .scrape()
                              .lines()
                              .filter(line -> line.startsWith("vitals_service_transitions_total"))
                              .map(line -> line.replaceAll(".*service=\"([^\"]*)\".*", "$1")))
                      .containsExactlyInAnyOrder("(overall)", "acme.Foo", "acme.Bar", "acme.Last"));
      metrics.close();
      assertThat(prometheus.scrape()).isBlank();
    }
  }
}
