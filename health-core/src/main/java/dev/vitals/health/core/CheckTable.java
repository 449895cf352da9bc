package dev.vitals.health.core;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks that services list, by name. Starts, stops and supervises them.
 *
 * <p>If a check is stopped while its run hangs, {@code retired} keeps its scheduler until that run
 * ends. So the same check, listed again, does not run beside it.
 *
 * <p>Guarded by the kernel's lock, which the caller holds unless a method says otherwise.
 */
final class CheckTable implements Supervisor.Supervised {

  private static final int CHECKS_PER_BEAT = 200;

  final StartPacer pacer = new StartPacer();

  private final ServiceRegistry registry;
  private final Kernel kernel;
  private final Map<String, CheckState> checks = new LinkedHashMap<>();
  private final Map<HealthCheck, CheckScheduler> retired = new IdentityHashMap<>();
  private final Set<CheckState> rotation = new LinkedHashSet<>(); // the next to look at comes first
  private int background; // how many checks run in the background

  private int overdue; // how many runs hold a thread longer than they may
  private boolean anyWasOverdue;
  private long overdueAt; // when the last of them became so

  CheckTable(ServiceRegistry registry) {
    this.registry = registry;
    kernel = registry.kernel;
  }

  @Nullable CheckState find(String name) {
    return checks.get(name);
  }

  Collection<CheckState> all() {
    return checks.values();
  }

  /** Starts a check that no service lists yet; of a {@link ServiceStatus}, starts to read it. */
  CheckState begin(HealthCheck check) {
    CheckState state = new CheckState(check);
    checks.put(check.name(), state);
    if (check instanceof ServiceCheck run) {
      CheckScheduler scheduler = new CheckScheduler(run, state, registry);
      state.scheduler = scheduler;
      pacer.added(run);
      CheckScheduler before = retired.remove(run);
      if (before != null) {
        scheduler.adopt(before);
      }
      if (!run.onDemand) {
        scheduler.startSoon();
      }
      rotation.add(state);
      if (!run.onDemand && ++background == 1) {
        kernel.clock.startsBeating();
        kernel.deferred.add(() -> kernel.heartbeat.register(this));
      }
    } else if (check instanceof ServiceStatus status) {
      Runnable reader = () -> registry.read(state, status);
      state.reader = reader;
      status.join(reader);
    }
    return state;
  }

  void stopIfUnused(CheckState state) {
    if (state.users.isEmpty() && checks.remove(state.check.name(), state)) {
      stop(state);
    }
  }

  private void stop(CheckState state) {
    rotation.remove(state);
    CheckScheduler scheduler = state.scheduler;
    if (scheduler != null) {
      pacer.removed(scheduler.check);
      if (!scheduler.check.onDemand && --background == 0) {
        kernel.deferred.add(this::stopHeartbeat);
      }
      if (scheduler.stop()) {
        retired.put(scheduler.check, scheduler);
      }
    }
    Runnable reader = state.reader;
    if (reader != null && state.check instanceof ServiceStatus status) {
      status.leave(reader);
      state.reader = null;
    }
  }

  /** Forgets a stopped check whose last run has ended. */
  void ended(CheckScheduler stopped) {
    retired.remove(stopped.check, stopped);
  }

  void stopAll() {
    checks.values().forEach(this::stop);
    checks.clear();
    rotation.clear();
  }

  // Supervision.

  /** Notes that a run holds a thread longer than it may. */
  void becameOverdue(long now) {
    overdue++;
    anyWasOverdue = true;
    overdueAt = now;
  }

  void overdueRunEnded() {
    overdue--;
  }

  /** Whether a run holds a thread longer than it may, or one did since a time. */
  boolean hasOverdueRun(long since) {
    return overdue > 0 || (anyWasOverdue && overdueAt - since >= 0);
  }

  /**
   * Tells the clock that timers fire, restarts checks whose timers were lost, and updates what
   * services show.
   */
  @Override
  public boolean look() {
    kernel.clock.beats();
    boolean more;
    synchronized (kernel.lock) {
      long now = kernel.clock.nanos();
      more = background > 0;
      for (int i = Math.min(CHECKS_PER_BEAT, rotation.size()); i > 0; i--) {
        CheckState state = rotation.iterator().next();
        rotation.remove(state);
        rotation.add(state);
        look(state, now);
      }
    }
    kernel.deferred.flush();
    if (!more) {
      kernel.clock.stopsBeating();
    }
    return more;
  }

  private void look(CheckState state, long now) {
    registry.refresh(state, now);
    CheckScheduler scheduler = state.scheduler;
    if (scheduler != null) {
      scheduler.look();
    }
  }

  /** Stops the heartbeat, unless a background check was added in the meantime. */
  private void stopHeartbeat() {
    boolean none;
    synchronized (kernel.lock) {
      none = background == 0;
    }
    if (none) {
      kernel.heartbeat.stop(this);
      kernel.clock.stopsBeating();
    }
  }
}
