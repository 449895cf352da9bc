package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.HealthReport;
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
 * The health of a server: its services, the checks that decide their statuses, and what operators
 * override.
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
 * <p>A service serves if all of its critical checks pass; a service without checks serves at once.
 * {@code ""} is the server as a whole. It depends on all checks, unless it is given a list of its
 * own.
 *
 * <p>Thread-safe. No method waits for a check, a watcher or a listener. (With a supplied {@link
 * HealthTime}, as in tests, an inline executor runs them on the submitting thread.) Once a method
 * that makes a change has returned, every later query sees the change. Memory: one entry per
 * service, with a bounded history, and one small object per watch, whatever the rate of changes.
 *
 * <p>After {@link #close}, queries still answer, with {@code NOT_SERVING} for every known service;
 * methods that make a change throw {@link IllegalStateException}.
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

  /**
   * Returns a builder. Without services and checks, the overall status is always {@code SERVING}.
   */
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

  @Override
  public HealthReport report() {
    return queries.report();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Health calls it on the notify executor. Up to 1,024 events wait for a slow listener.
   */
  @Override
  public void addListener(HealthListener listener) {
    requireNonNull(listener, "listener");
    change(() -> registry.listeners.add(listener));
  }

  @Override
  public boolean removeListener(HealthListener listener) {
    requireNonNull(listener, "listener");
    synchronized (kernel.lock) {
      return registry.listeners.remove(listener);
    }
  }

  /**
   * Adds a service and notifies its watchers. Its checks start; checks that another service lists
   * run on.
   *
   * @throws IllegalArgumentException if the name is known, empty, over-long or malformed, or a
   *     check is listed twice or has the name of a different known check
   */
  public void addService(String name, HealthCheck... checks) {
    List<HealthCheck> list = Require.list("check", checks);
    change(() -> registry.add(name, list));
  }

  /**
   * Replaces a service's checks in one step: callers and watchers see the status of the old list,
   * then that of the new one. Checks in both lists run on unchanged. Checks that no service lists
   * any more stop, and other checks may take their names: this is how to change a check's settings.
   * A check that is built anew is another check: it does not wait for a run of the old one that
   * hangs. A status that was {@linkplain #set set by hand} is forgotten.
   *
   * @param service a known service; {@code ""} no longer follows all checks then
   * @throws IllegalArgumentException if the service is not known, a check is listed twice, or one
   *     has the name of a different check that another service lists
   */
  public void replaceChecks(String service, HealthCheck... checks) {
    requireNonNull(service, "service");
    List<HealthCheck> list = Require.list("check", checks);
    change(() -> registry.replaceChecks(service, list));
  }

  /**
   * Sets whether a drain leaves a service as it is. The setting belongs to the name, known or not:
   * it stays if the service is removed and added again.
   */
  public void survivesDrain(String service, boolean survives) {
    requireNonNull(service, "service");
    change(() -> registry.survivesDrain(service, survives));
  }

  /**
   * Removes a service and notifies its watchers. Checks that no other service lists stop.
   *
   * @return whether the service was known
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
   * Sets a service's status by hand, for a server that needs no checks. If the service is not
   * known, adds it: a misspelt name adds one, too. A log line says so, if any service was added in
   * another way. {@code ""} no longer follows all checks once it is set.
   *
   * @param status {@code UNKNOWN}, {@code SERVING} or {@code NOT_SERVING}
   * @throws IllegalArgumentException if the status is {@code SERVICE_UNKNOWN}, or the service is
   *     new and its name is not valid
   * @throws IllegalStateException if checks decide the service; to pin it, call {@link #override}
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
   * Pins a service's status until the override is closed or the service is removed, whatever its
   * checks say. Of several overrides the newest wins. A drain takes precedence over all of them.
   *
   * @param reason who pins it and why, for reports and log lines
   * @throws IllegalArgumentException if the service is not known, the reason is blank, or for
   *     {@code SERVICE_UNKNOWN}
   */
  public ServiceOverride override(String service, ServingStatus status, String reason) {
    requireNonNull(service, "service");
    Require.notBlank("reason", reason, "who pins the service, and why");
    ServiceOverride override =
        new ServiceOverride(
            registry, service, settable(service, status), reason, kernel.time.now());
    change(() -> registry.pin(override));
    return override;
  }

  /**
   * Returns the overrides in force, sorted by service; of each service the last one wins. Anyone
   * may close one, whoever set it.
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
   * Switches a check off: it runs on and reports show its results, but it decides no service's
   * status until it is {@linkplain #switchOn switched on} again, or no service lists it any more. A
   * service that serves meanwhile says so in its reason. If the check is off already, the new
   * reason replaces the old one.
   *
   * @param check the name of a check that a service lists
   * @param reason who switches it off and why, for reports and log lines
   * @throws IllegalArgumentException if no service lists a check of that name, or the reason is
   *     blank
   */
  public void switchOff(String check, String reason) {
    requireNonNull(check, "check");
    Require.notBlank("reason", reason, "who switches the check off, and why");
    String cut = CheckResult.unknown(reason).reason(); // cut like those of checks
    change(() -> registry.switchOff(check, cut));
  }

  /**
   * Switches a check on again: its present result counts at once.
   *
   * @param check the name of a check that a service lists
   * @return whether the check was switched off
   * @throws IllegalArgumentException if no service lists a check of that name
   */
  public boolean switchOn(String check) {
    requireNonNull(check, "check");
    boolean[] wasOff = new boolean[1];
    change(() -> wasOff[0] = registry.switchOff(check, null));
    return wasOff[0];
  }

  /**
   * Enters lame duck: every service reports {@code NOT_SERVING}, except those that survive a drain.
   * Checks run on, but their results do not show. Idempotent.
   */
  public void drain() {
    change(() -> registry.drain(true));
    registry.updateAll();
  }

  /**
   * Enters lame duck, and gives clients this much time to notice.
   *
   * <pre>{@code
   * health.drain(ofSeconds(5)).join(); // watchers and probers turn away
   * server.shutdown();                 // GOAWAY
   * health.close();                    // leftover watches end
   * }</pre>
   *
   * @return a future that completes after the delay, or when health is closed; {@link #resume}
   *     cancels it
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

  /** Leaves lame duck: services show again what their checks and overrides say. Idempotent. */
  public void resume() {
    boolean drained = isDraining();
    change(
        () -> {
          drains.cancelAll();
          registry.drain(false);
        });
    registry.updateAll();
    if (drained) {
      registry.noteWhatDoesNotServe();
    }
  }

  /** Whether health is in lame duck. */
  public boolean isDraining() {
    return registry.lifecycle.isDraining();
  }

  @Override
  public int openWatches() {
    return registry.names.limits.watches();
  }

  @Override
  public long refusedWatches() {
    return registry.names.limits.refused.sum();
  }

  /**
   * Closes health: every known service reports {@code NOT_SERVING}, watches get that status and
   * then end, checks are cancelled, and health's own threads end. Call it after the server has
   * begun to shut down, so that clients whose watches end do not reconnect at once. Idempotent.
   * Does not wait.
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
