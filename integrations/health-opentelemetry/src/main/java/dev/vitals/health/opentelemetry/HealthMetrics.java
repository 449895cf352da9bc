package dev.vitals.health.opentelemetry;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.HealthListener;
import dev.vitals.health.HealthReport;
import dev.vitals.health.HealthSource;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The health of a source as OpenTelemetry metrics.
 *
 * <pre>{@code
 * HealthMetrics metrics = HealthMetrics.of(health, openTelemetry);
 * }</pre>
 *
 * <table>
 * <caption>The metrics</caption>
 * <tr><th>name</th><th>attributes</th><th>instrument</th><th>value</th></tr>
 * <tr><td>{@code vitals.service.status}</td><td>{@code service}, {@code state}: {@code serving},
 *     {@code not_serving}, {@code unknown}</td><td>up-down counter</td>
 *     <td>1 for the state that the service is in, 0 for the others</td></tr>
 * <tr><td>{@code vitals.service.transitions}</td><td>{@code service}</td><td>counter</td>
 *     <td>changes of the status</td></tr>
 * <tr><td>{@code vitals.check.status}</td><td>{@code check}, {@code state}: {@code passing}, {@code
 *     failing}, {@code unknown}, {@code stale}</td><td>up-down counter</td>
 *     <td>1 for the state that the check is in, 0 for the others</td></tr>
 * <tr><td>{@code vitals.check.duration}</td><td>{@code check}</td><td>histogram, in seconds</td>
 *     <td>runs that ended or timed out</td></tr>
 * <tr><td>{@code vitals.check.age}</td><td>{@code check}</td><td>gauge, in seconds</td>
 *     <td>how old the last result is; absent before the first</td></tr>
 * <tr><td>{@code vitals.check.switched.off}</td><td>{@code check}</td><td>up-down counter</td>
 *     <td>1 if an operator has switched the check off, else 0</td></tr>
 * <tr><td>{@code vitals.draining}</td><td></td><td>up-down counter</td>
 *     <td>1 while a drain is on, else 0</td></tr>
 * <tr><td>{@code vitals.watches}</td><td></td><td>up-down counter</td><td>open watches</td></tr>
 * <tr><td>{@code vitals.watches.refused}</td><td></td><td>counter</td>
 *     <td>watches that a limit refused</td></tr>
 * <tr><td>{@code vitals.events.missed}</td><td></td><td>counter</td>
 *     <td>check runs that the histogram lacks because the SDK was too slow</td></tr>
 * </table>
 *
 * <p>The server as a whole, {@code ""}, has the attribute {@code service="(overall)"}, since some
 * monitoring systems drop empty ones. Attributes name services and checks that the source knows,
 * and never what a caller asks for: nobody outside can add a time series.
 *
 * <p>Each collection takes one report, so that all its values but the histogram's are of one
 * moment, and runs no check. Services and checks that come or go are in the next collection, or no
 * longer. Only the histogram of a check that has gone may stay until the SDK is shut down, for want
 * of a way to remove it.
 *
 * <p>Thread-safe. The SDK and the source hold what they call, so the metrics live until {@link
 * #close} even if nobody keeps this object.
 */
public final class HealthMetrics implements AutoCloseable {

  private static final String SCOPE = "dev.vitals.health";

  /** Stands for {@code ""} in attributes. */
  private static final String OVERALL = "(overall)";

  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service");
  private static final AttributeKey<String> CHECK = AttributeKey.stringKey("check");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");

  private static final ServingStatus[] STATUSES = {
    ServingStatus.SERVING, ServingStatus.NOT_SERVING, ServingStatus.UNKNOWN
  };

  private final HealthSource source;
  private final Attributes common;
  private final ObservableLongMeasurement serviceStatus;
  private final ObservableLongMeasurement transitions;
  private final ObservableLongMeasurement checkStatus;
  private final ObservableDoubleMeasurement age;
  private final ObservableLongMeasurement switchedOff;
  private final ObservableLongMeasurement draining;
  private final ObservableLongMeasurement watches;
  private final ObservableLongMeasurement refused;
  private final ObservableLongMeasurement missed;
  private final RunListener runs;
  private final BatchCallback callback;

  private HealthMetrics(HealthSource source, Meter meter, Attributes common) {
    this.source = source;
    this.common = common;
    serviceStatus =
        upDown(
            meter,
            "vitals.service.status",
            "{service}",
            "1 for the state that the service is in, 0 for the others");
    transitions =
        counter(
            meter, "vitals.service.transitions", "{transition}", "Changes of the service's status");
    checkStatus =
        upDown(
            meter,
            "vitals.check.status",
            "{check}",
            "1 for the state that the check is in, 0 for the others");
    age =
        meter
            .gaugeBuilder("vitals.check.age")
            .setUnit("s")
            .setDescription("How old the check's last result is")
            .buildObserver();
    switchedOff =
        upDown(
            meter,
            "vitals.check.switched.off",
            "{check}",
            "1 if an operator has switched the check off");
    draining = upDown(meter, "vitals.draining", "{server}", "1 while a drain is on");
    watches = upDown(meter, "vitals.watches", "{watch}", "Open watches");
    refused = counter(meter, "vitals.watches.refused", "{watch}", "Watches that a limit refused");
    missed =
        counter(
            meter,
            "vitals.events.missed",
            "{event}",
            "Check runs that the histogram lacks, because the SDK was too slow");
    runs =
        new RunListener(
            meter
                .histogramBuilder("vitals.check.duration")
                .setUnit("s")
                .setDescription("Runs of the check that ended or timed out")
                .build(),
            common);
    source.addListener(runs);
    callback =
        meter.batchCallback(
            this::observe,
            serviceStatus,
            transitions,
            checkStatus,
            age,
            switchedOff,
            draining,
            watches,
            refused,
            missed);
  }

  /**
   * Adds the metrics of a source to the meter {@code dev.vitals.health}.
   *
   * @throws IllegalStateException if the source is closed
   */
  public static HealthMetrics of(HealthSource source, OpenTelemetry openTelemetry) {
    return of(source, openTelemetry, Attributes.empty());
  }

  /**
   * Adds the metrics of one of several sources in one process.
   *
   * @param common set this source's metrics apart from those of the others
   * @throws IllegalStateException if the source is closed
   */
  public static HealthMetrics of(
      HealthSource source, OpenTelemetry openTelemetry, Attributes common) {
    requireNonNull(source, "source");
    requireNonNull(common, "common");
    return new HealthMetrics(source, openTelemetry.getMeter(SCOPE), common);
  }

  /** Takes the metrics out of the next collections. Idempotent. */
  @Override
  public void close() {
    callback.close();
    source.removeListener(runs);
  }

  private void observe() {
    HealthReport report = source.report();
    draining.record(report.draining() ? 1 : 0, common);
    watches.record(source.openWatches(), common);
    refused.record(source.refusedWatches(), common);
    missed.record(runs.missed.sum(), common);
    Set<String> services = new HashSet<>();
    Set<String> checks = new HashSet<>();
    for (ServiceReport service : report.services()) { // "" comes first, and so keeps its attribute
      String name = service.service().isEmpty() ? OVERALL : service.service();
      if (services.add(name)) {
        observe(service, with(SERVICE, name));
      }
      for (CheckReport check : service.checks()) {
        if (checks.add(check.name())) {
          observe(check, with(CHECK, check.name()));
        }
      }
    }
  }

  private void observe(ServiceReport service, Attributes named) {
    for (ServingStatus status : STATUSES) {
      serviceStatus.record(service.status() == status ? 1 : 0, inState(named, name(status)));
    }
    transitions.record(service.revision(), named);
  }

  private void observe(CheckReport check, Attributes named) {
    for (Outcome outcome : Outcome.values()) {
      boolean is = !check.stale() && check.verdict() == outcome;
      checkStatus.record(is ? 1 : 0, inState(named, name(outcome)));
    }
    checkStatus.record(check.stale() ? 1 : 0, inState(named, "stale"));
    switchedOff.record(check.switchedOff() != null ? 1 : 0, named);
    if (check.age() != null) {
      age.record(seconds(check.age()), named);
    }
  }

  private Attributes with(AttributeKey<String> key, String name) {
    return common.toBuilder().put(key, name).build();
  }

  private static Attributes inState(Attributes named, String state) {
    return named.toBuilder().put(STATE, state).build();
  }

  private static String name(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static ObservableLongMeasurement upDown(
      Meter meter, String name, String unit, String description) {
    return meter
        .upDownCounterBuilder(name)
        .setUnit(unit)
        .setDescription(description)
        .buildObserver();
  }

  private static ObservableLongMeasurement counter(
      Meter meter, String name, String unit, String description) {
    return meter.counterBuilder(name).setUnit(unit).setDescription(description).buildObserver();
  }

  /** Records how long runs take. The source calls it on one thread at a time. */
  private static final class RunListener implements HealthListener {
    private final DoubleHistogram duration;
    private final Attributes common;
    private final LongAdder missed = new LongAdder();

    RunListener(DoubleHistogram duration, Attributes common) {
      this.duration = duration;
      this.common = common;
    }

    @Override
    public void checkRan(CheckReport check) {
      if (check.took() != null) { // else it was set
        duration.record(seconds(check.took()), common.toBuilder().put(CHECK, check.name()).build());
      }
    }

    @Override
    public void missed(long events) {
      missed.add(events);
    }
  }
}
