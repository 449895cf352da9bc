package dev.vitals.health.core;

import dev.vitals.health.Printable;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** The on-demand checks that are not at rest. */
  private final Set<CheckScheduler> active = new HashSet<>();

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

  /** Returns some names of checks, for an error message. */
  List<String> someNames() {
    return checks.keySet().stream().limit(20).sorted().map(Printable::quote).toList();
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
      if (!run.onDemand && ++background == 1 && active.isEmpty()) {
        startHeartbeat();
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
      if (scheduler.stop()) {
        retired.put(scheduler.check, scheduler);
      }
      if (scheduler.check.onDemand ? active.remove(scheduler) : --background == 0) {
        kernel.deferred.add(this::stopHeartbeatIfIdle);
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

  /** Sets the timers of all checks again on a new underlying timer. */
  void setTimersAgain() {
    for (CheckState state : rotation) {
      CheckScheduler scheduler = state.scheduler;
      if (scheduler != null) {
        scheduler.setTimersAgain();
      }
    }
  }

  // Supervision.

  /** Looks at an on-demand check from now on, until it is at rest. */
  void supervise(CheckScheduler onDemand) {
    boolean idle = isIdle();
    active.add(onDemand);
    if (idle) {
      startHeartbeat();
    } else {
      kernel.deferred.add(kernel.heartbeat::revive); // the timer may have lost a beat
    }
  }

  private void startHeartbeat() {
    kernel.clock.startsBeating();
    kernel.deferred.add(() -> kernel.heartbeat.register(this));
  }

  private boolean isIdle() {
    return background == 0 && active.isEmpty();
  }

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
      for (int i = Math.min(CHECKS_PER_BEAT, rotation.size()); i > 0; i--) {
        CheckState state = rotation.iterator().next();
        rotation.remove(state);
        rotation.add(state);
        look(state, now);
      }
      more = !isIdle();
    }
    kernel.deferred.flush();
    kernel.look();
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
      if (scheduler.isAtRest()) {
        active.remove(scheduler);
      }
    }
  }

  /** Stops the heartbeat, unless it is needed again in the meantime. */
  private void stopHeartbeatIfIdle() {
    if (isIdleNow()) {
      kernel.heartbeat.stop(this);
      kernel.clock.stopsBeating();
      if (!isIdleNow()) { // another thread has begun a check in the meantime
        kernel.clock.startsBeating();
        kernel.heartbeat.register(this);
      }
    }
  }

  private boolean isIdleNow() {
    synchronized (kernel.lock) {
      return isIdle();
    }
  }
}
