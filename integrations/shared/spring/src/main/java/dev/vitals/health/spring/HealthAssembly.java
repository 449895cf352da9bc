package dev.vitals.health.spring;

import static java.util.Objects.requireNonNullElse;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the checks and services of the application. One check runs one indicator, for all
 * services that it decides; a service with a status order or a mapping of its own gets a check of
 * its own.
 */
final class HealthAssembly {

  private static final String LIVENESS = "liveness";
  private static final String READINESS = "readiness";

  private final Map<String, Indicator> indicators;
  private final VitalsProperties properties;
  private final Map<String, VitalsProperties.Check> settings = new HashMap<>();
  private final Duration period;
  private final boolean scheduled;
  private final Map<Key, Made> made = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, List<HealthCheck>> services = new LinkedHashMap<>();

  private record Key(String indicator, Verdict verdict) {}

  /** A check, and what hears of each answer of its indicator; null if Vitals does not run it. */
  private record Made(HealthCheck check, @Nullable List<Consumer<Answer>> readers) {}

  /**
   * @param period of indicators that have none of their own
   * @param scheduled whether indicators run in the background; else when somebody asks
   * @throws IllegalArgumentException if there are settings for an indicator that is not there, and
   *     memberships are to be validated
   */
  HealthAssembly(
      Map<String, Indicator> indicators,
      VitalsProperties properties,
      Duration period,
      boolean scheduled,
      boolean validates) {
    this.indicators = indicators;
    this.properties = properties;
    this.period = requireNonNullElse(properties.period(), period);
    this.scheduled = scheduled;
    Set<String> known = new LinkedHashSet<>();
    indicators.keySet().forEach(name -> known.add(uniform(name)));
    properties
        .checks()
        .forEach(
            (name, check) -> {
              if (validates && !known.contains(uniform(name))) {
                throw new IllegalArgumentException(
                    "vitals.health.checks: '%s' (expected: one of %s)"
                        .formatted(name, indicators.keySet()));
              }
              settings.put(uniform(name), check);
            });
  }

  boolean has(String service) {
    return services.containsKey(service);
  }

  /** Adds a service, {@code ""} too, that depends on some of the indicators. */
  void service(String service, Predicate<String> isMember, Verdict verdict) {
    List<Made> members = new ArrayList<>();
    indicators.forEach(
        (name, indicator) -> {
          if (isMember.test(name)) {
            members.add(made(name, indicator, verdict, service));
          }
        });
    List<HealthCheck> checks = new ArrayList<>();
    members.forEach(member -> checks.add(member.check));
    List<Consumer<Answer>> readers = members.size() == 1 ? members.get(0).readers : null;
    if (readers != null) {
      ServiceStatus known = known(checks.get(0).name(), service);
      readers.add(
          answer -> {
            // A failure decides by itself, in a moment: the service must not serve until then.
            if (verdict.of(answer).outcome() != CheckResult.Outcome.FAILING) {
              known.set(verdict.isKnown(answer));
            }
          });
      checks.add(known);
    }
    service(service, checks);
  }

  /** Adds a service that depends on these checks. */
  void service(String service, List<HealthCheck> checks) {
    services.put(service, checks);
  }

  /**
   * Starts health with these services, and with {@code liveness} and {@code readiness} of the
   * application's state unless there are such services.
   */
  Health start(AvailabilityStatuses states, Stream<HealthBuilderCustomizer> customizers) {
    services.putIfAbsent(LIVENESS, List.of(states.liveness()));
    services.putIfAbsent(READINESS, List.of(states.readiness()));
    HealthBuilder builder = Health.builder().history(properties.history());
    addTo(builder);
    builder.survivesDrain(LIVENESS);
    customizers.forEach(customizer -> customizer.customize(builder));
    return builder.start();
  }

  private void addTo(HealthBuilder builder) {
    services.forEach(
        (name, checks) -> {
          if (!name.isEmpty()) {
            builder.service(name, checks.toArray(HealthCheck[]::new));
          }
        });
    List<HealthCheck> overall = services.getOrDefault("", List.of());
    // By default "" would depend on the checks of named services alone.
    builder.overall(overall.toArray(HealthCheck[]::new));
  }

  private Made made(String name, Indicator indicator, Verdict verdict, String service) {
    if (indicator instanceof Indicator.Fixed fixed) {
      return new Made(fixed.check(), null);
    }
    return made.computeIfAbsent(
        new Key(name, verdict), key -> make(name, (Indicator.Run) indicator, verdict, service));
  }

  private Made make(String name, Indicator.Run indicator, Verdict verdict, String service) {
    String checkName = names.add(name) ? name : name + " for " + service;
    List<Consumer<Answer>> readers = new CopyOnWriteArrayList<>();
    ServiceCheck.Builder builder =
        indicator.check(
            checkName,
            answer -> {
              readers.forEach(reader -> reader.accept(answer));
              return verdict.of(answer);
            });
    VitalsProperties.Check own = settings.getOrDefault(uniform(name), VitalsProperties.Check.NONE);
    interval(builder, own);
    builder.timeout(requireNonNullElse(own.timeout(), properties.timeout()));
    if (own.staleAfter() != null) {
      builder.staleAfter(own.staleAfter());
    }
    builder.failureThreshold(
        requireNonNullElse(own.failureThreshold(), properties.failureThreshold()));
    builder.successThreshold(
        requireNonNullElse(own.successThreshold(), properties.successThreshold()));
    builder.interruptOnTimeout(own.interruptOnTimeout());
    builder.tags(own.tags().toArray(String[]::new));
    if (own.runbook() != null) {
      builder.runbook(own.runbook());
    }
    HealthCheck check = builder.build();
    return new Made(own.optional() ? HealthCheck.optional(check) : check, readers);
  }

  private void interval(ServiceCheck.Builder builder, VitalsProperties.Check own) {
    if (own.ttl() != null) {
      builder.ttl(own.ttl());
    }
    if (own.period() != null) {
      builder.period(own.period());
    } else if (own.ttl() == null && scheduled) {
      builder.period(period);
    } else if (own.ttl() == null) {
      builder.ttl(period);
    }
  }

  /**
   * Makes the status that tells an indicator that says {@code UNKNOWN} from one that is {@code UP},
   * for a service that has no other: beside others it does not count, as in Boot, but alone it must
   * not pass for serving.
   */
  private static ServiceStatus known(String check, String service) {
    ServiceStatus known = ServiceStatus.create(check + " is known, for '" + service + "'");
    known.set(CheckResult.passing());
    return known;
  }

  /** Makes {@code disk-space} and {@code diskSpace} equal, as Boot's binding does. */
  private static String uniform(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
