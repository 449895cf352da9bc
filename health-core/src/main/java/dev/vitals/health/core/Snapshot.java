package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All statuses as of the moment when the snapshot begins, read without the kernel's lock while
 * services change.
 *
 * <p>Until the snapshot has been read, every change first notes the state that it replaces. The
 * reader takes a service's noted state if there is one, and otherwise what it finds. It holds the
 * lock only to begin and to end, however many services there are.
 */
final class Snapshot {

  /** What a service's visible status depends on, besides the lifecycle. */
  private record State(boolean known, ServingStatus shown, boolean survivesDrain) {}

  private final ServiceRegistry registry;
  private final boolean closing;
  private final boolean draining;

  /** Guarded by the kernel's lock until the snapshot has ended; then confined to its reader. */
  private final Map<String, State> before = new HashMap<>();

  private Snapshot(ServiceRegistry registry) {
    this.registry = registry;
    closing = registry.lifecycle.isClosing();
    draining = registry.lifecycle.isDraining();
  }

  /** Begins a snapshot, one at a time. The caller does not hold the lock. */
  static Snapshot begin(ServiceRegistry registry) {
    synchronized (registry.kernel.lock) {
      Snapshot snapshot = new Snapshot(registry);
      registry.snapshot = snapshot;
      return snapshot;
    }
  }

  /** Notes the state of a service before it changes or is removed. The caller holds the lock. */
  void note(Service service) {
    before.putIfAbsent(service.name(), state(service));
  }

  /** Notes that a name is unknown before its service is added. The caller holds the lock. */
  void noteUnknown(String name) {
    before.putIfAbsent(name, new State(false, ServingStatus.SERVICE_UNKNOWN, false));
  }

  private static State state(Service service) {
    return new State(true, service.shown, service.survivesDrain);
  }

  /** Reads the statuses, and ends the snapshot. The caller does not hold the lock. */
  SortedMap<String, ServingStatus> read() {
    Map<String, State> states = new HashMap<>();
    try {
      for (Service service : registry.services.values()) {
        states.put(service.name(), state(service));
      }
    } finally {
      synchronized (registry.kernel.lock) {
        registry.snapshot = null;
      }
    }
    states.putAll(before);
    SortedMap<String, ServingStatus> statuses = new TreeMap<>();
    states.forEach(
        (name, state) -> {
          if (state.known) {
            statuses.put(name, visible(state));
          }
        });
    return statuses;
  }

  private ServingStatus visible(State state) {
    return LifecycleState.overrules(closing, draining, state.survivesDrain)
        ? ServingStatus.NOT_SERVING
        : state.shown;
  }
}
