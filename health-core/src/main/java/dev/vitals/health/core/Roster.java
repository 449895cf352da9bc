package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import java.util.ArrayList;
import java.util.HashSet;
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
    followAll(service);
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

  /** Refuses before anything is changed. */
  private void refuseDuplicates(String service, List<HealthCheck> list) {
    Set<String> seen = new HashSet<>();
    for (HealthCheck listed : list) {
      HealthCheck check = unwrapped(listed);
      CheckState known = checks.get(check.name());
      String name = Printable.quote(check.name());
      if (!seen.add(check.name())) {
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
    return check instanceof OptionalCheck optional ? optional.check() : check;
  }

  /** Gives a service its checks. Those that no other lists begin to run, or to be read. */
  private void members(Service service, List<HealthCheck> list) {
    service.members(list.stream().map(this::member).toList());
    for (Service.Member member : service.members()) {
      CheckState state = member.state();
      if (state.check instanceof ServiceStatus status && state.reader == null) {
        state.reader = () -> read(state, status);
        status.join(state.reader);
        take(state, status); // after joining: a set in between is read now or told later
      }
    }
  }

  private Service.Member member(HealthCheck listed) {
    CheckState state = checks.computeIfAbsent(listed.name(), name -> begin(unwrapped(listed)));
    return new Service.Member(state, !(listed instanceof OptionalCheck));
  }

  private CheckState begin(HealthCheck check) {
    CheckState state = new CheckState(check);
    if (check instanceof ServiceCheck run) {
      state.loop = new CheckLoop(run, state, board);
      if (!run.onDemand) {
        state.loop.start();
      }
    }
    return state;
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
      if (state.reader != null) { // else nobody lists it any more
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
    followAll(null);
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
    if (state.reader != null && state.check instanceof ServiceStatus status) {
      status.leave(state.reader);
      state.reader = null;
    }
  }

  /**
   * Gives the overall service all checks: critical if any service lists them so.
   *
   * @param added the service that is new, if it is one whose checks are all that has changed
   */
  private void followAll(@Nullable Service added) {
    Service overall = services.get("");
    if (overallIsOwn || overall == null) {
      return;
    }
    if (added != null
        && added.members().stream().noneMatch(m -> m.state().users.contains(overall))) {
      overall.append(added.members());
    } else {
      overall.members(all());
    }
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
      followAll(service);
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
