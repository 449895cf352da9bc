package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which services there are and which checks they have. Guarded by the board's lock, which every
 * caller holds.
 *
 * <p>A check lives as long as a service lists it: it starts with its first service and stops with
 * its last. The overall service depends on all of them, unless it was given a list of its own.
 */
final class Roster {

  private final Board board;
  private final int maxNameBytes;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, CheckState> checks = new LinkedHashMap<>(); // by the check's name
  private final Map<CheckState, Runnable> readers = new IdentityHashMap<>(); // of statuses
  private boolean overallIsOwn;

  Roster(Board board, int maxNameBytes) {
    this.board = board;
    this.maxNameBytes = maxNameBytes;
  }

  /** Adds the overall service, the last one; with null it follows all checks, later ones too. */
  void addOverall(@Nullable List<HealthCheck> own, boolean survivesDrain) {
    overallIsOwn = own != null;
    if (own != null) {
      put("", own, survivesDrain);
      return;
    }
    Service overall = board.create("", survivesDrain);
    services.put("", overall);
    overall.members(all());
    board.publish(overall);
  }

  /** Adds a service; it shows at once what its checks give it. */
  Service add(String name, List<HealthCheck> list, boolean survivesDrain) {
    Require.name("service", name, maxNameBytes);
    if (name.isEmpty()) {
      throw Require.broken("service", "''", "a name; the overall status is given with overall()");
    }
    if (services.containsKey(name)) {
      throw Require.broken("service", Printable.quote(name), "a name that is not yet known");
    }
    Service service = put(name, list, survivesDrain);
    include(service);
    return service;
  }

  private Service put(String name, List<HealthCheck> list, boolean survivesDrain) {
    refuseDuplicates(name, list);
    Service service = board.create(name, survivesDrain);
    services.put(name, service);
    members(service, list);
    board.publish(service);
    rouse(service);
    return service;
  }

  private void members(Service service, List<HealthCheck> list) {
    service.members(list.stream().map(this::member).toList());
    for (Service.Member member : service.members()) {
      if (!member.state().hasResult() && member.state().check instanceof ServiceStatus status) {
        take(member.state(), status); // it may have been set before anybody listed it
      }
    }
  }

  /** Refuses before anything is changed. */
  private void refuseDuplicates(String service, List<HealthCheck> list) {
    Map<String, HealthCheck> seen = new LinkedHashMap<>();
    for (HealthCheck listed : list) {
      HealthCheck check = unwrapped(listed);
      CheckState known = checks.get(check.name());
      String name = Printable.quote(check.name());
      if (seen.put(check.name(), check) != null) {
        throw Require.broken(
            "check", name, "once in the list of service " + Printable.quote(service));
      }
      if (known != null && known.check != check) {
        throw Require.broken(
            "check", name, "one check of that name; to share it, give the same object again");
      }
    }
  }

  private static HealthCheck unwrapped(HealthCheck check) {
    return check instanceof OptionalCheck optional ? unwrapped(optional.check()) : check;
  }

  private Service.Member member(HealthCheck listed) {
    HealthCheck check = unwrapped(listed);
    CheckState state = checks.get(check.name());
    if (state == null) {
      state = new CheckState(check);
      checks.put(check.name(), state);
      begin(state);
    }
    return new Service.Member(state, !(listed instanceof OptionalCheck));
  }

  /** A check's first service: it begins to run, or to be read. */
  private void begin(CheckState state) {
    if (state.check instanceof ServiceCheck check) {
      state.loop = new CheckLoop(check, state, board);
      if (!check.onDemand) {
        state.loop.start();
      }
    } else if (state.check instanceof ServiceStatus status) {
      Runnable reader = () -> read(state, status);
      readers.put(state, reader);
      status.join(reader); // before it is first read: a set in between is read or told
    }
  }

  /** Whoever watches the name already also watches its new on-demand checks. */
  private void rouse(Service service) {
    if (service.isWatched()) {
      long now = board.time.nanos();
      service.onDemand().forEach(loop -> loop.watched(now));
    }
  }

  /** A status was set. What it is now counts, be it of a later set than the one that tells. */
  private void read(CheckState state, ServiceStatus status) {
    synchronized (board.lock) {
      if (readers.containsKey(state)) {
        take(state, status);
      }
    }
    board.outbox.flush();
  }

  private void take(CheckState state, ServiceStatus status) {
    if (status.isSet()) {
      board.record(state, status.get(), null, false);
    }
  }

  boolean isKnown(String name) {
    return services.containsKey(name);
  }

  Set<String> names() {
    return services.keySet();
  }

  boolean remove(String name) {
    Service service = services.remove(name);
    if (service == null) {
      return false;
    }
    board.remove(service);
    followAll();
    checks.values().removeIf(this::stopIfUnused);
    return true;
  }

  private boolean stopIfUnused(CheckState state) {
    if (!state.users.isEmpty()) {
      return false;
    }
    stop(state);
    return true;
  }

  private void stop(CheckState state) {
    if (state.loop != null) {
      state.loop.stop();
    }
    Runnable reader = readers.remove(state);
    if (reader != null && state.check instanceof ServiceStatus status) {
      status.leave(reader);
    }
  }

  /** The overall service depends on the checks of a new service, too. */
  private void include(Service added) {
    Service overall = services.get("");
    if (overallIsOwn || overall == null) {
      return;
    }
    boolean isNew = added.members().stream().noneMatch(m -> m.state().users.contains(overall));
    if (!isNew) {
      followAll();
    } else if (!added.members().isEmpty()) {
      overall.append(added.members());
      board.update(overall);
      rouse(overall);
    }
  }

  /** Gives the overall service all checks: critical if any service lists them so. */
  private void followAll() {
    Service overall = services.get("");
    if (overallIsOwn || overall == null) {
      return;
    }
    overall.members(all());
    board.update(overall);
    rouse(overall);
  }

  private List<Service.Member> all() {
    Map<CheckState, Boolean> all = new LinkedHashMap<>();
    for (Service service : services.values()) {
      if (!service.name().isEmpty()) {
        service.members().forEach(m -> all.merge(m.state(), m.critical(), Boolean::logicalOr));
      }
    }
    List<Service.Member> members = new ArrayList<>(all.size());
    all.forEach((state, critical) -> members.add(new Service.Member(state, critical)));
    return members;
  }

  /**
   * Sets a service by hand, adding it if it is not known.
   *
   * @throws IllegalStateException if the service is decided by checks
   */
  void set(String name, CheckResult result) {
    Service service = services.get(name);
    if (service == null) {
      ServiceStatus status = ServiceStatus.of(name, result);
      add(name, List.of(status), false).byHand = status;
    } else if (service.byHand != null) {
      service.byHand.replace(result);
      take(service.members().get(0).state(), service.byHand);
    } else if (service.members().isEmpty() || (name.isEmpty() && !overallIsOwn)) {
      ServiceStatus status = ServiceStatus.of(name, result);
      refuseDuplicates(name, List.of(status));
      overallIsOwn |= name.isEmpty();
      service.byHand = status;
      members(service, List.of(status));
      board.update(service);
      include(service);
    } else {
      throw new IllegalStateException(
          "service: %s is decided by its checks (expected: one without; to pin it, call override)"
              .formatted(Printable.quote(name)));
    }
  }

  void stopAll() {
    checks.values().forEach(this::stop);
  }
}
