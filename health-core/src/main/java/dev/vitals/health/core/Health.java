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

  private final Board board;
  private final Roster roster;
  private final Runnable shutDown;
  private final Drains drains;
  private final Questions questions;

  Health(Board board, Roster roster, Runnable shutDown) {
    this.board = board;
    this.roster = roster;
    this.shutDown = shutDown;
    drains = new Drains(board);
    questions = new Questions(board);
  }

  /** Begins a health. Without any service, the overall status is always {@code SERVING}. */
  public static HealthBuilder builder() {
    return new HealthBuilder();
  }

  @Override
  public ServingStatus status(String service) {
    return board.status(requireNonNull(service, "service"));
  }

  @Override
  public PendingCheck check(String service, Consumer<? super ServingStatus> answer) {
    questions.check(requireNonNull(service, "service"), requireNonNull(answer, "answer"));
    return PendingCheck.ANSWERED;
  }

  @Override
  public SortedMap<String, ServingStatus> statuses() {
    return questions.statuses();
  }

  @Override
  public Watch watch(String service, WatchListener listener) {
    return board.watch(requireNonNull(service, "service"), requireNonNull(listener, "listener"));
  }

  @Override
  public Optional<ServiceReport> report(String service) {
    return questions.report(requireNonNull(service, "service"));
  }

  /**
   * Adds a service, whose watchers are told. Its checks start; those it shares go on.
   *
   * @throws IllegalArgumentException if the name is known, empty, over-long or malformed, or a
   *     check is listed twice
   */
  public void addService(String name, HealthCheck... checks) {
    List<HealthCheck> list = Require.list("check", checks);
    change(() -> roster.add(name, list, false));
  }

  /**
   * Removes a service: it is not known any more, and its watchers are told. Checks that no other
   * service lists are stopped.
   *
   * @return whether it was known
   * @throws IllegalArgumentException for {@code ""}, which is always known
   */
  public boolean removeService(String name) {
    requireNonNull(name, "service");
    Require.that(!name.isEmpty(), "service", "''", "a name; the overall status stays known");
    boolean[] removed = new boolean[1];
    change(() -> removed[0] = roster.remove(name));
    return removed[0];
  }

  /**
   * Sets a service's status by hand, for those who need no checks. A service that is not known is
   * added; {@code ""} no longer follows the others then.
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
    change(() -> roster.set(service, result));
  }

  private static ServingStatus settable(String service, ServingStatus status) {
    if (requireNonNull(status, "status") == ServingStatus.SERVICE_UNKNOWN) {
      throw Require.broken(
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
        new ServiceOverride(board, service, settable(service, status), reason);
    change(
        () -> {
          Service known = board.find(service);
          if (known == null) {
            throw Require.broken("service", Printable.quote(service), "one of " + names());
          }
          board.pin(override, known);
        });
    return override;
  }

  private List<String> names() {
    return roster.names().stream().limit(20).map(Printable::quote).toList();
  }

  /**
   * Enters lame duck: every service reports {@code NOT_SERVING}, but for those that survive a
   * drain. Checks go on and are not shown. Idempotent.
   */
  public void drain() {
    change(() -> board.drain(true));
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
          drains.add(over);
          board.drain(true);
        });
    drains.end(over, delay);
    return over;
  }

  /** Leaves lame duck: services show what their checks say. Idempotent. */
  public void resume() {
    change(
        () -> {
          drains.cancelAll();
          board.drain(false);
        });
  }

  /** Whether it is in lame duck. */
  public boolean isDraining() {
    return board.isDraining();
  }

  /** Returns how many watches are open now. */
  public int openWatches() {
    return board.watching();
  }

  /**
   * Ends health: everything known reports {@code NOT_SERVING}, watches get that and then end,
   * checks are cancelled, threads of its own finish. Call it after the server began to shut down,
   * so that clients whose watch ends do not come back at once. Idempotent; waits for nothing.
   */
  @Override
  public void close() {
    synchronized (board.lock) {
      if (board.isClosed()) {
        return;
      }
      drains.endAll();
      board.close();
      roster.stopAll();
      board.outbox.close(shutDown);
    }
    board.outbox.flush();
  }

  private void change(Runnable change) {
    synchronized (board.lock) {
      if (board.isClosed()) {
        throw new IllegalStateException("health: closed (expected: open; build another one)");
      }
      change.run();
    }
    board.outbox.flush();
  }
}
