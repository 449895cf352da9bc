package dev.vitals.health.micrometer;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.HealthListener;
import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** The meters of one source in one registry. Thread-safe. */
final class BoundMeters implements HealthListener {

  /*
   * Meters are read one by one, and some thousands of them want one moment and one report. So a
   * reading serves all that are read within FRESH, and the first that finds it too old takes the
   * next one and gives the registry the meters of what is there now.
   *
   * One thread at a time does that, and nobody waits for it: `tasks` counts who has come, and the
   * thread that found 0 repeats the work until nobody has come meanwhile. It may be a thread that
   * registers a meter of its own and, in a listener of the registry, reads ours: with a lock, it
   * and a scrape could wait for each other for ever.
   *
   * `own`, `byService` and `byCheck` are confined to that thread. The next one sees what the last
   * one wrote, because both have changed `tasks` in between.
   */
  private static final long FRESH = Duration.ofMillis(100).toNanos();

  private static final ServingStatus[] STATUSES = {
    ServingStatus.SERVING, ServingStatus.NOT_SERVING, ServingStatus.UNKNOWN
  };

  private final HealthSource source;
  private final MeterRegistry registry;
  private final Tags tags;
  private final LongAdder missed = new LongAdder();
  private final AtomicInteger tasks = new AtomicInteger();
  private final List<Meter> own = new ArrayList<>();
  private final Map<String, List<Meter>> byService = new HashMap<>();
  private final Map<String, List<Meter>> byCheck = new HashMap<>();

  /** Read by the thread that delivers events, too. */
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  private volatile Reading reading = Reading.NOTHING;
  private volatile boolean open;
  private volatile boolean closed;

  BoundMeters(HealthSource source, MeterRegistry registry, Tags tags) {
    this.source = source;
    this.registry = registry;
    this.tags = tags;
  }

  /** Adds the meters. If they are closed already, or meanwhile, nothing of them stays. */
  void open() {
    source.addListener(this);
    open = true;
    refresh();
  }

  boolean isOpen() {
    return open;
  }

  void close() {
    closed = true;
    source.removeListener(this);
    refresh();
  }

  @Override
  public void checkRan(CheckReport check) {
    if (check.took() == null) {
      return; // it was set
    }
    Timer timer = timers.get(check.name());
    if (timer == null) {
      refresh(); // the check has just come
      timer = timers.get(check.name());
    }
    if (timer != null) {
      timer.record(check.took());
    }
  }

  @Override
  public void missed(long events) {
    missed.add(events);
  }

  private Reading read() {
    if (now() - reading.at() > FRESH || reading == Reading.NOTHING) {
      refresh();
    }
    return reading;
  }

  private long now() {
    return registry.config().clock().monotonicTime();
  }

  /** Takes a reading and follows it, unless another thread is at it, which then does it again. */
  private void refresh() {
    if (tasks.getAndIncrement() > 0) {
      return;
    }
    boolean over = false;
    try {
      int seen = 1;
      while (seen != 0) {
        seen = tasks.get();
        follow();
        seen = tasks.addAndGet(-seen);
      }
      over = true;
    } finally {
      if (!over) {
        tasks.set(0); // the source or the registry threw: the next one tries again
      }
    }
  }

  private void follow() {
    if (closed) {
      own.forEach(registry::remove);
      own.clear();
      follow(byService, Map.of(), this::metersOfService);
      follow(byCheck, Map.of(), this::metersOfCheck);
      timers.clear();
      return;
    }
    long now = now(); // before the report: an age is never shown too small
    Reading next = Reading.of(source.report(), now);
    reading = next;
    if (own.isEmpty()) {
      addOwn();
    }
    follow(byService, next.services(), this::metersOfService);
    follow(byCheck, next.checks(), this::metersOfCheck);
    timers.keySet().retainAll(next.checks().keySet());
  }

  private void follow(
      Map<String, List<Meter>> meters, Map<String, ?> wanted, Function<String, List<Meter>> make) {
    meters
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().forEach(registry::remove);
              }
              return gone;
            });
    for (String name : wanted.keySet()) {
      if (!meters.containsKey(name)) {
        meters.put(name, make.apply(name));
      }
    }
  }

  /*
   * What a meter reads is held strongly: suppliers are, and a counter's function holds `this`,
   * which keeps the object that Micrometer refers to weakly.
   */

  private void addOwn() {
    own.add(
        Gauge.builder("vitals.draining", () -> read().draining() ? 1 : 0)
            .description("1 while a drain is on")
            .tags(tags)
            .register(registry));
    own.add(
        Gauge.builder("vitals.watches", source::openWatches)
            .description("Open watches")
            .tags(tags)
            .register(registry));
    own.add(
        counter(
            "vitals.watches.refused",
            "Watches that a limit refused",
            tags,
            meters -> meters.source.refusedWatches()));
    own.add(
        counter(
            "vitals.events.missed",
            "Check runs that the timers lack, because this registry was too slow",
            tags,
            meters -> meters.missed.sum()));
  }

  private List<Meter> metersOfService(String service) {
    Tags named = tags.and("service", service);
    List<Meter> meters = new ArrayList<>();
    for (ServingStatus status : STATUSES) {
      meters.add(
          Gauge.builder("vitals.service.status", () -> read().is(service, status))
              .description("1 for the state that the service is in, 0 for the others")
              .tags(named.and("state", name(status)))
              .register(registry));
    }
    meters.add(
        counter(
            "vitals.service.transitions",
            "Changes of the service's status",
            named,
            bound -> bound.read().transitions(service)));
    return meters;
  }

  private List<Meter> metersOfCheck(String check) {
    Tags named = tags.and("check", check);
    List<Meter> meters = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      meters.add(state(named, name(outcome), reading -> reading.is(check, outcome)));
    }
    meters.add(state(named, "stale", reading -> reading.isStale(check)));
    meters.add(
        TimeGauge.builder(
                "vitals.check.age", () -> read().ageNanos(check, now()), TimeUnit.NANOSECONDS)
            .description("How old the check's last result is")
            .tags(named)
            .register(registry));
    meters.add(
        Gauge.builder("vitals.check.switched.off", () -> read().isSwitchedOff(check))
            .description("1 if an operator has switched the check off")
            .tags(named)
            .register(registry));
    Timer timer =
        Timer.builder("vitals.check.duration")
            .description("Runs of the check that ended or timed out")
            .tags(named)
            .register(registry);
    timers.put(check, timer);
    meters.add(timer);
    return meters;
  }

  private Gauge state(Tags named, String state, Function<Reading, Double> value) {
    return Gauge.builder("vitals.check.status", () -> value.apply(read()))
        .description("1 for the state that the check is in, 0 for the others")
        .tags(named.and("state", state))
        .register(registry);
  }

  private FunctionCounter counter(
      String name, String description, Tags named, Function<BoundMeters, Number> value) {
    return FunctionCounter.builder(name, this, bound -> value.apply(this).doubleValue())
        .description(description)
        .tags(named)
        .register(registry);
  }

  private static String name(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
