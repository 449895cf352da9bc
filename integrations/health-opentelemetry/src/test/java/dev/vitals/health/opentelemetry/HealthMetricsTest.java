package dev.vitals.health.opentelemetry;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ManualTime;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthMetricsTest {

  private static final Attributes SECOND =
      Attributes.of(AttributeKey.stringKey("server"), "second");

  private final ManualTime time = new ManualTime();
  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final OpenTelemetrySdk openTelemetry =
      OpenTelemetrySdk.builder()
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
          .build();
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicBoolean dbWorks = new AtomicBoolean(true);
  private final Health health =
      Health.builder()
          .time(time)
          .checkExecutor(Runnable::run)
          .notifyExecutor(Runnable::run)
          .maxWatches(1)
          .service(
              "acme.Foo",
              ServiceCheck.blocking("db", context -> run()).period(ofSeconds(10)).jitter(0).build())
          .service("acme.Bar", cache)
          .start();
  private final HealthMetrics metrics = HealthMetrics.of(health, openTelemetry);

  private CheckResult run() {
    runs.incrementAndGet();
    time.advance(ofMillis(40));
    return dbWorks.get() ? passing() : failing("down");
  }

  @AfterEach
  void close() {
    metrics.close();
    health.close();
    openTelemetry.close();
  }

  /** Collects, and returns each number by its metric and attributes. */
  private Map<String, Double> collect() {
    Map<String, Double> values = new TreeMap<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      String name = metric.getName();
      if (metric.getType() == MetricDataType.HISTOGRAM) {
        metric
            .getHistogramData()
            .getPoints()
            .forEach(
                point -> {
                  values.put(
                      name + ".count" + text(point.getAttributes()), (double) point.getCount());
                  values.put(name + ".sum" + text(point.getAttributes()), point.getSum());
                });
      } else if (metric.getType() == MetricDataType.DOUBLE_GAUGE) {
        metric
            .getDoubleGaugeData()
            .getPoints()
            .forEach(point -> values.put(name + text(point.getAttributes()), point.getValue()));
      } else {
        metric
            .getLongSumData()
            .getPoints()
            .forEach(
                point -> values.put(name + text(point.getAttributes()), (double) point.getValue()));
      }
    }
    return values;
  }

  private static String text(Attributes attributes) {
    return attributes.asMap().entrySet().stream()
        .map(entry -> entry.getKey().getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void Each_service_and_check_has_1_for_its_state_and_0_for_the_others() {
    cache.set(failing("lost"));
    assertThat(collect())
        .containsEntry("vitals.service.status{service=acme.Bar,state=not_serving}", 1.0)
        .containsEntry("vitals.service.status{service=acme.Bar,state=serving}", 0.0)
        .containsEntry("vitals.service.status{service=acme.Bar,state=unknown}", 0.0)
        .containsEntry("vitals.service.status{service=acme.Foo,state=serving}", 1.0)
        .containsEntry("vitals.service.status{service=(overall),state=not_serving}", 1.0)
        .containsEntry("vitals.check.status{check=cache,state=failing}", 1.0)
        .containsEntry("vitals.check.status{check=cache,state=passing}", 0.0)
        .containsEntry("vitals.check.status{check=cache,state=unknown}", 0.0)
        .containsEntry("vitals.check.status{check=cache,state=stale}", 0.0)
        .containsEntry("vitals.check.status{check=db,state=passing}", 1.0);
  }

  @Test
  void Runs_transitions_ages_and_the_drain_are_measured() {
    double before = collect().get("vitals.service.transitions{service=acme.Bar}");
    cache.set(passing());
    cache.set(failing("lost"));
    time.advance(ofSeconds(25));
    health.drain();
    health.switchOff("db", "known");
    Map<String, Double> values = collect();
    assertThat(values)
        .containsEntry("vitals.service.transitions{service=acme.Bar}", before + 2)
        .containsEntry("vitals.check.age{check=cache}", 25.0)
        .containsEntry("vitals.check.duration.count{check=db}", 2.0)
        .containsEntry("vitals.draining{}", 1.0)
        .containsEntry("vitals.check.switched.off{check=db}", 1.0)
        .containsEntry("vitals.check.switched.off{check=cache}", 0.0)
        .doesNotContainKey("vitals.check.duration.count{check=cache}");
    assertThat(values.get("vitals.check.duration.sum{check=db}")).isEqualTo(0.08);
  }

  @Test
  void A_check_without_a_result_has_no_age() {
    assertThat(collect())
        .doesNotContainKey("vitals.check.age{check=cache}")
        .containsKey("vitals.check.age{check=db}");
  }

  @Test
  void Watches_are_counted_and_unknown_names_get_no_series() {
    try (Watch watch = health.watch("attacker", changed -> {})) {
      watch.poll();
      health.check("attacker.2", status -> {});
      assertThatThrownBy(() -> health.watch("acme.Foo", changed -> {}))
          .isInstanceOf(WatchRefusedException.class);
      assertThat(collect())
          .containsEntry("vitals.watches{}", 1.0)
          .containsEntry("vitals.watches.refused{}", 1.0)
          .containsEntry("vitals.events.missed{}", 0.0);
      assertThat(collect().keySet()).noneMatch(key -> key.contains("attacker"));
    }
  }

  @Test
  void Services_and_checks_that_come_are_in_the_next_collection_and_those_that_go_are_not() {
    health.addService("acme.New", ServiceStatus.create("new"));
    assertThat(collect())
        .containsKey("vitals.service.status{service=acme.New,state=unknown}")
        .containsKey("vitals.check.status{check=new,state=unknown}");
    health.removeService("acme.New");
    assertThat(collect().keySet()).noneMatch(key -> key.contains("ew"));
  }

  @Test
  void A_result_that_is_stale_is_in_that_state_and_in_no_other() {
    List<Runnable> due = new ArrayList<>();
    ServiceCheck check =
        ServiceCheck.blocking("old", context -> passing())
            .period(ofSeconds(10))
            .staleAfter(ofSeconds(20))
            .build();
    try (Health slow =
        Health.builder()
            .time(time)
            .notifyExecutor(Runnable::run)
            .checkExecutor(due::add)
            .service("acme.Old", check)
            .start()) {
      HealthMetrics more = HealthMetrics.of(slow, openTelemetry, SECOND);
      due.get(0).run();
      time.advance(ofSeconds(25)); // and no run begins
      assertThat(collect())
          .containsEntry("vitals.check.status{check=old,server=second,state=stale}", 1.0)
          .containsEntry("vitals.check.status{check=old,server=second,state=passing}", 0.0)
          .containsEntry("vitals.check.status{check=old,server=second,state=failing}", 0.0)
          .containsEntry("vitals.check.status{check=old,server=second,state=unknown}", 0.0);
      more.close();
    }
  }

  @Test
  void Runs_that_come_faster_than_they_are_recorded_are_counted_as_missed() {
    Deque<Runnable> waiting = new ArrayDeque<>();
    try (Health busy =
        Health.builder().time(time).notifyExecutor(waiting::add).service("a", cache).start()) {
      HealthMetrics more = HealthMetrics.of(busy, openTelemetry, SECOND);
      for (int i = 0; i < 3_000; i++) {
        cache.set(passing("reason " + i));
      }
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
      assertThat(collect().get("vitals.events.missed{server=second}")).isGreaterThan(1_000.0);
      more.close();
    }
  }

  @Test
  void A_service_with_the_name_that_stands_for_the_whole_does_not_take_its_place() {
    ServiceStatus impostor = ServiceStatus.create("impostor");
    health.addService("(overall)", HealthCheck.optional(impostor));
    cache.set(failing("lost"));
    assertThat(health.status("(overall)")).isEqualTo(ServingStatus.SERVING);
    assertThat(collect())
        .containsEntry("vitals.service.status{service=(overall),state=not_serving}", 1.0)
        .containsEntry("vitals.service.status{service=(overall),state=serving}", 0.0);
  }

  @Test
  void A_collection_runs_no_check() {
    health.addService(
        "acme.Lazy", ServiceCheck.blocking("lazy", context -> run()).ttl(ofSeconds(1)).build());
    int before = runs.get();
    collect();
    collect();
    assertThat(runs.get()).isEqualTo(before);
  }

  @Test
  void Closed_metrics_leave_nothing_in_the_next_collection() {
    metrics.close();
    dbWorks.set(false);
    time.advance(ofSeconds(25));
    assertThat(collect()).isEmpty();
  }

  @Test
  void Two_servers_are_told_apart_by_their_common_attributes() {
    Attributes common = Attributes.of(AttributeKey.stringKey("server"), "admin");
    try (Health admin = Health.builder().service("acme.Foo").start()) {
      HealthMetrics second = HealthMetrics.of(admin, openTelemetry, common);
      health.drain();
      assertThat(collect())
          .containsEntry("vitals.draining{}", 1.0)
          .containsEntry("vitals.draining{server=admin}", 0.0)
          .containsEntry("vitals.service.status{server=admin,service=acme.Foo,state=serving}", 1.0);
      second.close();
      assertThat(collect()).doesNotContainKey("vitals.draining{server=admin}");
    }
  }
}
