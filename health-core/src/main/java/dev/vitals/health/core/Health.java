package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.Printable;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The health of a server: services, the checks that decide them, and what operators overrule.
 *
 * <pre>{@code
 * ServiceCheck db = ServiceCheck.blocking("db", context -> ping(dataSource, context.remaining()))
 *     .period(ofSeconds(5)).timeout(ofSeconds(1)).failureThreshold(3).build();
 * ServiceStatus cache = ServiceStatus.create("cache");
 *
 * Health health = Health.builder()
 *     .service("acme.FooService", db, cache)
 *     .service("acme.BarService", cache)
 *     .start();
 * }</pre>
 *
 * <p>A service serves if all of its checks pass; one without checks serves at once. {@code ""} is
 * the server as a whole and depends on all checks, unless it is given a list of its own.
 *
 * <p>Thread-safe. No method but {@link #close} runs or waits for anything of its user's. A change
 * is visible to every question asked after the method that made it has returned. Memory: one entry
 * a service, with a bounded history, and one small object a watch, whatever the rate of changes.
 *
 * <p>After {@link #close} whatever reads still answers, {@code NOT_SERVING} for all that is known;
 * whatever changes throws {@link IllegalStateException}.
 */
public final class Health implements HealthSource, AutoCloseable {

  private final ServiceRegistry registry;
  private final Kernel kernel;
  private final PendingDrains drains;
  private final StatusQueries queries;

  Health(ServiceRegistry registry) {
    this.registry = registry;
    kernel = registry.kernel;
    drains = new PendingDrains(kernel);
    queries = new StatusQueries(registry);
  }

  /** Begins a health. Without any service, the overall status is always {@code SERVING}. */
  public static HealthBuilder builder() {
    return new HealthBuilder();
  }

  @Override
  public ServingStatus status(String service) {
    return registry.status(requireNonNull(service, "service"));
  }

  @Override
  public PendingCheck check(String service, Consumer<? super ServingStatus> answer) {
    return queries.check(requireNonNull(service, "service"), requireNonNull(answer, "answer"));
  }

  @Override
  public SortedMap<String, ServingStatus> statuses() {
    return queries.statuses(Integer.MAX_VALUE).orElseThrow();
  }

  @Override
  public Optional<SortedMap<String, ServingStatus>> statuses(int limit) {
    Require.atLeast(0, "limit", limit);
    return queries.statuses(limit);
  }

  @Override
  public Watch watch(String service, WatchListener listener) {
    return registry.watch(requireNonNull(service, "service"), requireNonNull(listener, "listener"));
  }

  @Override
  public Optional<ServiceReport> report(String service) {
    return queries.report(requireNonNull(service, "service"));
  }

  /**
   * Adds a service and notifies its watchers. Its checks start; those it shares go on.
   *
   * @throws IllegalArgumentException if the name is known, empty, over-long or malformed, or a
   *     check is listed twice
   */
  public void addService(String name, HealthCheck... checks) {
    List<HealthCheck> list = Require.list("check", checks);
    change(() -> registry.add(name, list));
  }

  /**
   * Gives a service other checks in one step: whoever asks or watches sees the status that the old
   * ones gave, then the one that the new ones give. Checks that it keeps go on as they are; those
   * that no service lists any more are stopped, and another check may take their name: that is how a
   * check gets other settings. What was {@linkplain #set set by hand} is forgotten.
   *
   * @param service a service that is known; {@code ""} no longer follows the others then
   * @throws IllegalArgumentException if the service is not known, a check is listed twice, or one
   *     has the name of a different check that another service lists
   */
  public void replaceChecks(String service, HealthCheck... checks) {
    requireNonNull(service, "service");
    List<HealthCheck> list = Require.list("check", checks);
    change(() -> registry.replaceChecks(service, list));
  }

  /**
   * Says whether a drain leaves a service as it is. That stays with the name, be it known now or
   * not: removing a service and adding it again changes nothing.
   *
   * @throws IllegalArgumentException if no service can have the name
   */
  public void survivesDrain(String service, boolean survives) {
    requireNonNull(service, "service");
    change(() -> registry.survivesDrain(service, survives));
  }

  /**
   * Removes a service: it is not known any more, and its watchers are notified. Checks that no other
   * service lists are stopped.
   *
   * @return whether it was known
   * @throws IllegalArgumentException for {@code ""}, which is always known
   */
  public boolean removeService(String name) {
    requireNonNull(name, "service");
    Require.that(!name.isEmpty(), "service", "''", "a name; the overall status stays known");
    boolean[] removed = new boolean[1];
    change(() -> removed[0] = registry.remove(name));
    return removed[0];
  }

  /**
   * Sets a service's status by hand, for a server that needs no checks. A service that is not known
   * is added, which a line in the log says: mind that a misspelt name adds one, too. {@code ""} no
   * longer follows the others once it is set.
   *
   * @param status {@code UNKNOWN}, {@code SERVING} or {@code NOT_SERVING}
   * @throws IllegalArgumentException if the status or the name of a new service is none
   * @throws IllegalStateException if the service is decided by checks; to pin it, call {@link
   *     #override}
   */
  public void set(String service, ServingStatus status) {
    requireNonNull(service, "service");
    CheckResult result =
        switch (settable(service, status)) {
          case SERVING -> CheckResult.passing();
          case NOT_SERVING -> CheckResult.failing("set to NOT_SERVING");
          default -> CheckResult.unknown("set to UNKNOWN");
        };
    change(() -> registry.set(service, result));
  }

  private static ServingStatus settable(String service, ServingStatus status) {
    if (requireNonNull(status, "status") == ServingStatus.SERVICE_UNKNOWN) {
      throw Require.violation(
          "status of " + Printable.quote(service),
          status,
          "UNKNOWN, SERVING or NOT_SERVING; to forget a service, call removeService");
    }
    return status;
  }

  /**
   * Pins a service's status until the override is closed, whatever its checks say. Of several the
   * newest counts. A drain goes before it.
   *
   * @param reason why, for reports and log lines
   * @throws IllegalArgumentException if the service is not known, or for {@code SERVICE_UNKNOWN}
   */
  public ServiceOverride override(String service, ServingStatus status, String reason) {
    requireNonNull(service, "service");
    requireNonNull(reason, "reason");
    ServiceOverride override =
        new ServiceOverride(
            registry, service, settable(service, status), reason, kernel.time.now());
    change(() -> registry.pin(override));
    return override;
  }

  /**
   * Returns the overrides that are in force, by service, the one that counts last. Closing one of
   * them ends it, whoever holds its handle.
   */
  public List<ServiceOverride> overrides() {
    List<ServiceOverride> overrides;
    synchronized (kernel.lock) {
      overrides = new ArrayList<>(registry.overrides);
    }
    overrides.sort(Comparator.comparing(ServiceOverride::service));
    return List.copyOf(overrides);
  }

  /**
   * Enters lame duck: every service reports {@code NOT_SERVING}, but for those that survive a
   * drain. Checks go on and are not shown. Idempotent.
   */
  public void drain() {
    change(() -> registry.drain(true));
    registry.updateAll();
  }

  /**
   * Enters lame duck, and completes when clients have had so long to notice.
   *
   * <pre>{@code
   * health.drain(ofSeconds(5)).join(); // watchers and probers turn away
   * server.shutdown();                 // GOAWAY
   * health.close();                    // leftover watches end
   * }</pre>
   *
   * @return completes after the delay, or when health is closed; is cancelled by {@link #resume}
   */
  public CompletableFuture<Void> drain(Duration delay) {
    Require.notNegative("delay", delay);
    CompletableFuture<Void> over = new CompletableFuture<>();
    change(
        () -> {
          drains.add(over, delay);
          registry.drain(true);
        });
    registry.updateAll();
    return over;
  }

  /** Leaves lame duck: services show what their checks say. Idempotent. */
  public void resume() {
    change(
        () -> {
          drains.cancelAll();
          registry.drain(false);
        });
    registry.updateAll();
  }

  /** Whether it is in lame duck. */
  public boolean isDraining() {
    return registry.lifecycle.isDraining();
  }

  /** Returns how many watches are open now. */
  public int openWatches() {
    return registry.names.limits.watches();
  }

  /**
   * Ends health: everything known reports {@code NOT_SERVING}, watches get that and then end,
   * checks are cancelled, threads of its own finish. Call it after the server began to shut down,
   * so that clients whose watch ends do not come back at once. Idempotent; waits for nothing.
   */
  @Override
  public void close() {
    synchronized (kernel.lock) {
      if (registry.lifecycle.isClosing()) {
        return;
      }
      drains.endAll();
      registry.beginToClose();
    }
    registry.updateAll();
    synchronized (kernel.lock) {
      registry.checks.stopAll();
      registry.lifecycle.close();
    }
    registry.signalAll();
    kernel.close();
  }

  private void change(Runnable change) {
    StackReserve.ensure();
    try {
      synchronized (kernel.lock) {
        if (registry.lifecycle.isClosing()) {
          throw new IllegalStateException("health: closed (expected: open; build another one)");
        }
        change.run();
      }
    } finally {
      kernel.deferred.flush();
    }
  }
}
