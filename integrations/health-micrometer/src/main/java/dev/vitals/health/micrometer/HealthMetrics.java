package dev.vitals.health.micrometer;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The health of a source as Micrometer meters.
 *
 * <pre>{@code
 * HealthMetrics metrics = HealthMetrics.of(health);
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>tags</th><th>value</th></tr>
 * <tr><td>{@code vitals.service.status}</td><td>{@code service}, {@code state}: {@code serving},
 *     {@code not_serving}, {@code unknown}</td>
 *     <td>1 for the state that the service is in, 0 for the others</td></tr>
 * <tr><td>{@code vitals.service.transitions}</td><td>{@code service}</td>
 *     <td>counts changes of the status</td></tr>
 * <tr><td>{@code vitals.check.status}</td><td>{@code check}, {@code state}: {@code passing}, {@code
 *     failing}, {@code unknown}, {@code stale}</td>
 *     <td>1 for the state that the check is in, 0 for the others</td></tr>
 * <tr><td>{@code vitals.check.duration}</td><td>{@code check}</td>
 *     <td>a timer of runs that ended or timed out</td></tr>
 * <tr><td>{@code vitals.check.age}</td><td>{@code check}</td>
 *     <td>how old the last result is; NaN before the first</td></tr>
 * <tr><td>{@code vitals.check.switched.off}</td><td>{@code check}</td>
 *     <td>1 if an operator has switched the check off, else 0</td></tr>
 * <tr><td>{@code vitals.draining}</td><td></td><td>1 while a drain is on, else 0</td></tr>
 * <tr><td>{@code vitals.watches}</td><td></td><td>how many watches are open</td></tr>
 * <tr><td>{@code vitals.watches.refused}</td><td></td>
 *     <td>counts watches that a limit refused</td></tr>
 * <tr><td>{@code vitals.events.missed}</td><td></td>
 *     <td>counts check runs that the timers lack because the registry was too slow</td></tr>
 * </table>
 *
 * <p>The server as a whole, {@code ""}, has the tag {@code service="(overall)"}, since some
 * monitoring systems drop empty tags. Tags name services and checks that the source knows, and
 * never what a caller asks for: nobody outside can add a time series.
 *
 * <p>Reading the meters runs no check. All that are read within a tenth of a second show one
 * moment. The meters of services and checks that come or go follow when any of these meters is next
 * read, and those of a check at the latest when a run of it ends.
 *
 * <p>Thread-safe. The source holds what is bound, so the meters live until {@link #close} even if
 * nobody keeps this object. Memory: a dozen small objects per service and per check, and one report
 * of the source.
 */
public final class HealthMetrics implements MeterBinder, AutoCloseable {

  private final HealthSource source;
  private final Tags tags;

  /** Registries are compared by identity. */
  private final Map<MeterRegistry, BoundMeters> bound = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private HealthMetrics(HealthSource source, Tags tags) {
    this.source = requireNonNull(source, "source");
    this.tags = tags;
  }

  /** Creates the metrics of a source. They have no meters until they are bound to a registry. */
  public static HealthMetrics of(HealthSource source) {
    return new HealthMetrics(source, Tags.empty());
  }

  /**
   * Creates the metrics of one of several sources in one registry.
   *
   * @param tags set this source's meters apart from those of the others, which must have tags with
   *     the same keys
   */
  public static HealthMetrics of(HealthSource source, Iterable<Tag> tags) {
    return new HealthMetrics(source, Tags.of(requireNonNull(tags, "tags")));
  }

  /**
   * Adds the meters to a registry; does nothing if they are there. Several registries may be bound.
   *
   * @throws IllegalStateException if these metrics, or their source, are closed
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    BoundMeters meters = new BoundMeters(source, requireNonNull(registry, "registry"), tags);
    if (bound.putIfAbsent(registry, meters) != null) {
      return;
    }
    try {
      meters.open();
    } finally {
      // Either this sees that metrics were closed meanwhile, or close() sees the new entry.
      if (closed || !meters.isOpen()) {
        bound.remove(registry, meters);
        meters.close();
      }
    }
    if (closed) {
      throw new IllegalStateException("metrics: closed (expected: open; create new ones)");
    }
  }

  /**
   * Removes all meters from all registries. Idempotent. Where another thread is just reading them,
   * that thread removes them, a moment after this returns.
   */
  @Override
  public void close() {
    closed = true;
    for (MeterRegistry registry : bound.keySet()) {
      BoundMeters meters = bound.remove(registry);
      if (meters != null) {
        meters.close();
      }
    }
  }
}
