package dev.vitals.health.core;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks that some service lists, by name: begins and stops them, and sees that they go on.
 *
 * <p>A check that is stopped while a run of it hangs is kept aside until that run ends, so that the
 * same check, listed again, does not run beside it.
 *
 * <p>Guarded by the kernel's lock, which the caller holds where nothing else is said.
 */
final class CheckTable implements Supervisor.Supervised {

  private static final int LOOKED_AT_ONCE = 1000;

  final StartPacer pacer = new StartPacer();

  private final ServiceRegistry registry;
  private final Kernel kernel;
  private final Map<String, CheckState> checks = new LinkedHashMap<>();
  private final Map<HealthCheck, CheckScheduler> retired = new IdentityHashMap<>();
  private final Set<CheckState> turns = new LinkedHashSet<>(); // in the order of their turns
  private int background; // how many checks run in the background

  /** When the check executor last came back from a check's code: whether it gets on. */
  private volatile long runReturnedAt;

  private volatile boolean hasRunReturned;

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

  /** Starts a check that no service has listed before, or has its status read. */
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
      turns.add(state);
      if (!run.onDemand && ++background == 1) {
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
    turns.remove(state);
    CheckScheduler scheduler = state.scheduler;
    if (scheduler != null) {
      pacer.removed(scheduler.check);
      if (!scheduler.check.onDemand && --background == 0) {
        kernel.deferred.add(this::stopLooking);
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

  /** The last run of a check that was stopped has ended. */
  void ended(CheckScheduler stopped) {
    retired.remove(stopped.check, stopped);
  }

  void stopAll() {
    checks.values().forEach(this::stop);
    checks.clear();
    turns.clear();
  }

  // Looking after them.

  /** The check executor has come back from a check's code. The lock is not held. */
  void runReturned() {
    runReturnedAt = kernel.clock.nanos();
    hasRunReturned = true;
  }

  boolean hasRunReturnedSince(long time) {
    return hasRunReturned && runReturnedAt - time >= 0;
  }

  /** Sees that timers fire, that checks go on, and that services show what their checks say. */
  @Override
  public boolean look() {
    kernel.clock.beats();
    boolean more;
    synchronized (kernel.lock) {
      long now = kernel.clock.nanos();
      more = background > 0;
      for (int i = Math.min(LOOKED_AT_ONCE, turns.size()); i > 0; i--) {
        CheckState state = turns.iterator().next();
        turns.remove(state);
        turns.add(state);
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

  /** No check runs in the background any more, unless one was added meanwhile. */
  private void stopLooking() {
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
