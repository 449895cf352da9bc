package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The known services, the checks that they list, and the statuses that they show. Only this class
 * changes a status.
 *
 * <p>Guarded by the kernel's lock. Unless a method says otherwise, its caller holds the lock, and
 * flushes the deferred actions after releasing it. A check's change costs in proportion to the
 * services that list the check, however many others there are.
 */
final class ServiceRegistry {

  /*
   * Invariants
   *   1. A service's `shown` is the status that the lifecycle, its overrides and its checks gave at
   *      its last update. A change of an override or a check updates the services that it affects
   *      before it releases the lock. A drain, a resume and a close update the services later, in
   *      batches. Until then, a drain or a close hides `shown` from readers, and after a resume
   *      they read the old `shown`. If an Error cuts a step short, the next step or the heartbeat
   *      completes it.
   *   2. The step that writes `shown` then increments the count of changes of the service's
   *      watchers.
   *   3. `version` is odd while a step writes what readers see, and each such step adds two to it.
   *      A reader that finds the same even value before and after it reads several statuses has
   *      seen them as of one moment.
   *
   * A check lives as long as a service lists it: it starts with its first service and stops with
   * its last. The overall service depends on all checks, unless it was given a list of its own.
   */

  private static final int MAX_NAMES_LOGGED = 20;
  private static final int BATCH = 128;

  final Kernel kernel;
  final LifecycleState lifecycle;
  final NameTable names;
  final CheckTable checks;
  final ConcurrentHashMap<String, Service> services = new ConcurrentHashMap<>();

  /** The overrides in force, in the order in which they were set. */
  final Set<ServiceOverride> overrides = new LinkedHashSet<>();

  final Listeners listeners;
  private final int history;
  private final int maxNameBytes;

  private final Set<String> survivors = new HashSet<>();
  private boolean overallFollowsAll;
  private boolean anyDeclared; // whether a service was added other than by set
  private int writing;

  /** How often something has changed that a report shows. */
  private long changes;

  /**
   * The snapshot that a List is reading, if any; changes note earlier states in it. Guarded by the
   * lock.
   */
  @Nullable Snapshot snapshot;

  /** See invariant 3. Written under the lock. */
  volatile long version;

  ServiceRegistry(
      Kernel kernel,
      LifecycleState lifecycle,
      NameTable names,
      Listeners listeners,
      int history,
      int maxNameBytes) {
    this.kernel = kernel;
    this.lifecycle = lifecycle;
    this.names = names;
    this.listeners = listeners;
    this.history = history;
    this.maxNameBytes = maxNameBytes;
    checks = new CheckTable(this);
    kernel.threads.whenTimerIsReplaced(this::setTimersAgain);
    kernel.whenLooking(this::setLogTimerIfLost);
  }

  /** Sets all timers again on a new underlying timer. The caller does not hold the lock. */
  private void setTimersAgain() {
    synchronized (kernel.lock) {
      checks.setTimersAgain();
      listeners.setTimerAgain();
    }
    kernel.deferred.flush();
  }

  private void setLogTimerIfLost() {
    synchronized (kernel.lock) {
      listeners.setTimerIfLost();
    }
    kernel.deferred.flush();
  }

  @Nullable Service find(String name) {
    return services.get(name);
  }

  /** Returns a name's current status, as all readers see it. Needs no lock. */
  ServingStatus status(String name) {
    Service service = services.get(name);
    return service == null ? ServingStatus.SERVICE_UNKNOWN : service.visible();
  }

  /** Opens a watch. The caller does not hold the lock. */
  LiveWatch watch(String name, WatchListener listener) {
    try {
      return open(name, listener);
    } catch (WatchRefusedException e) {
      names.limits.refused.increment();
      throw e;
    }
  }

  private LiveWatch open(String name, WatchListener listener) {
    names.limits.refuseTooLong(name);
    ShardKey key = ShardKey.of(listener);
    Object identity = listener.identity();
    if (lifecycle.isClosed()) { // one last status, and no notification
      ServiceWatchers watchers = names.find(name);
      return (watchers == null ? new ServiceWatchers(name, names, false) : watchers)
          .detached(listener);
    }
    LiveWatch watch = names.join(name, listener, key, identity != null ? identity : key.route());
    Service service = services.get(name);
    if (service != null && !service.onDemand().isEmpty()) {
      synchronized (kernel.lock) {
        runOnDemandIfWatched(service);
      }
      kernel.deferred.flush();
    }
    return watch;
  }

  /** Returns a number that grows whenever something changes that a report shows. */
  long changes() {
    return changes;
  }

  /** Notes a change that a report shows and no status does. */
  void changed() {
    changes++;
  }

  // Adding and removing.

  /**
   * Sets whether a drain leaves the service of this name as it is. Applies to the name, known or
   * not.
   */
  void survivesDrain(String name, boolean survives) {
    Require.name("service", name, maxNameBytes);
    if (survives) {
      survivors.add(name);
    } else {
      survivors.remove(name);
    }
    Service service = services.get(name);
    if (service != null) {
      noteForSnapshot(service);
      service.survivesDrain = survives;
      update(service);
    }
  }

  /**
   * Adds the overall service, after all others. With null it follows all checks, later ones too.
   */
  void addOverall(@Nullable List<HealthCheck> own) {
    overallFollowsAll = own == null;
    if (own != null) {
      put("", own);
      return;
    }
    Service overall = create("");
    for (CheckState state : checks.all()) {
      overall.add(state, state.criticalUsers > 0);
    }
    publish(overall);
  }

  /** Adds a service, which shows at once what its checks decide. */
  Service add(String name, List<HealthCheck> list) {
    Require.name("service", name, maxNameBytes);
    if (name.isEmpty()) {
      throw Require.violation(
          "service", "''", "a name; the overall status is given with overall()");
    }
    if (services.containsKey(name)) {
      throw Require.violation(
          "service",
          Printable.quote(name),
          "a name that is not yet known; to change its checks, call replaceChecks");
    }
    anyDeclared = true;
    return put(name, list);
  }

  private Service put(String name, List<HealthCheck> list) {
    refuseDuplicates(name, list, state -> false);
    Service service = create(name);
    list.forEach(listed -> list(service, listed));
    publish(service);
    updateOverall();
    warnOfSharedChecks(name, list);
    return service;
  }

  private void warnOfSharedChecks(String name, List<HealthCheck> list) {
    List<String> shared = LivenessRule.broken(name, list);
    if (!shared.isEmpty()) {
      listeners.warn(
          "Service "
              + Printable.quote(name)
              + " is for liveness and depends on shared checks: "
              + shared.stream().limit(MAX_NAMES_LOGGED).toList());
    }
  }

  private Service create(String name) {
    return new Service(name, survivors.contains(name), history, this);
  }

  private void publish(Service service) {
    beginToWrite();
    try {
      names.publish(service);
      if (snapshot != null) {
        snapshot.noteUnknown(service.name());
      }
      services.put(service.name(), service);
      update(service, false);
    } finally {
      endToWrite();
    }
    runOnDemandIfWatched(service);
  }

  /**
   * Replaces a service's checks in one step. Checks in both lists run on unchanged. A check that
   * only this service lists gives up its name to another check.
   */
  void replaceChecks(String name, List<HealthCheck> list) {
    Service service = known(name);
    if (service.isOverall() && overallFollowsAll) {
      refuseDuplicates(name, list, state -> false);
      overallFollowsAll = false;
    } else {
      refuseDuplicates(name, list, state -> isListedOnlyBy(service, state));
    }
    service.byHand = null;
    List<CheckState> before = states(service);
    Set<HealthCheck> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    list.forEach(listed -> kept.add(unwrapped(listed)));
    before.forEach(state -> unlist(service, state));
    before.stream().filter(state -> !kept.contains(state.check)).forEach(checks::stopIfUnused);
    list.forEach(listed -> list(service, listed));
    update(service);
    updateOverall();
    runOnDemandIfWatched(service);
    warnOfSharedChecks(name, list);
  }

  /**
   * Whether no other service lists a check, apart from an overall service that follows all checks.
   */
  private boolean isListedOnlyBy(Service service, CheckState state) {
    return state.users.keySet().stream()
        .allMatch(user -> user == service || (user.isOverall() && overallFollowsAll));
  }

  /** Removes a service and notifies its watchers; false if it is not known. */
  boolean remove(String name) {
    Service service = services.get(name);
    if (service == null) {
      return false;
    }
    var transition =
        service.transition(ServingStatus.SERVICE_UNKNOWN, "removed", kernel.time.now());
    beginToWrite();
    try {
      noteForSnapshot(service);
      services.remove(name, service);
      names.withdraw(service);
    } finally {
      endToWrite();
    }
    listeners.statusChanged(transition, false);
    List.copyOf(service.pending).forEach(PendingQuery::reply);
    service.overrides.forEach(overrides::remove);
    List<CheckState> before = states(service);
    before.forEach(state -> unlist(service, state));
    before.forEach(checks::stopIfUnused);
    updateOverall();
    return true;
  }

  /** Returns a service, or throws if it is not known. */
  Service known(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw Require.violation("service", Printable.quote(name), "one of " + someNames());
    }
    return service;
  }

  private List<String> someNames() {
    return services.keySet().stream().limit(20).sorted().map(Printable::quote).toList();
  }

  private static List<CheckState> states(Service service) {
    return service.members().stream().map(member -> member.state).toList();
  }

  // Which service lists which check.

  /**
   * Throws, before anything changes, if the list has two checks of one name, or a check with the
   * name of another known one.
   *
   * @param goes whether a known check gives up its name
   */
  private void refuseDuplicates(
      String service, List<HealthCheck> list, Predicate<CheckState> goes) {
    Set<String> seen = new HashSet<>();
    for (HealthCheck listed : list) {
      HealthCheck check = unwrapped(listed);
      CheckState known = checks.find(check.name());
      String name = Printable.quote(check.name());
      if (!seen.add(check.name())) {
        throw Require.violation(
            "check", name, "once in the list of service " + Printable.quote(service));
      }
      if (known != null && known.check != check && !goes.test(known)) {
        throw Require.violation(
            "check", name, "one check of that name; to share it, give the same object again");
      }
    }
  }

  private static HealthCheck unwrapped(HealthCheck check) {
    return check instanceof OptionalCheck optional ? optional.check() : check;
  }

  private void list(Service service, HealthCheck listed) {
    changes++;
    boolean critical = !(listed instanceof OptionalCheck);
    CheckState known = checks.find(listed.name());
    CheckState state = known != null ? known : checks.begin(unwrapped(listed));
    boolean isSet = known == null && state.check instanceof ServiceStatus status && status.isSet();
    long now = kernel.clock.nanos();
    if (isSet) { // before a service counts it: no status shows a part of the list
      state.record(((ServiceStatus) state.check).get(), now, kernel.time.now(), null);
      refresh(state, now);
    }
    service.add(state, critical);
    if (!service.isOverall()) {
      state.criticalUsers += critical ? 1 : 0;
      followInOverall(state);
    }
    if (isSet) {
      listeners.checkRan(state, now);
    }
  }

  private void unlist(Service service, CheckState state) {
    changes++;
    boolean critical = service.decides(state);
    service.remove(state);
    if (!service.isOverall()) {
      state.criticalUsers -= critical ? 1 : 0;
      followInOverall(state);
    }
  }

  /**
   * If the overall service follows all checks, updates its entry for a check: critical if any other
   * service lists it as critical, removed if no other service lists it.
   */
  private void followInOverall(CheckState state) {
    Service overall = services.get("");
    if (overall == null || !overallFollowsAll) {
      return;
    }
    Member member = overall.member(state);
    boolean critical = state.criticalUsers > 0;
    if (member == null) {
      overall.add(state, critical);
      if (state.scheduler != null && overall.isWatched()) {
        state.scheduler.startForWatcher(kernel.clock.nanos());
      }
    } else if (state.users.size() == 1) {
      overall.remove(state);
    } else {
      overall.setCritical(member, critical);
    }
  }

  private void updateOverall() {
    Service overall = services.get("");
    if (overall != null && overallFollowsAll) {
      update(overall);
    }
  }

  /** Keeps the on-demand checks of a watched service running. */
  private void runOnDemandIfWatched(Service service) {
    if (service.isWatched() && !service.onDemand().isEmpty()) {
      long now = kernel.clock.nanos();
      service.onDemand().forEach(scheduler -> scheduler.startForWatcher(now));
    }
  }

  // Setting.

  /** Reads a status after a set. Its present value counts, even if a later set wrote it. */
  void read(CheckState state, ServiceStatus status) {
    try {
      synchronized (kernel.lock) {
        if (state.reader != null) { // otherwise no service lists it any more
          take(state, status);
        }
      }
    } finally {
      kernel.deferred.flush();
    }
  }

  private void take(CheckState state, ServiceStatus status) {
    if (status.isSet()) {
      record(state, status.get(), null, false);
    }
  }

  /**
   * Sets a service's status by hand, and adds the service if it is not known.
   *
   * @throws IllegalStateException if checks decide the service
   */
  void set(String name, CheckResult result) {
    Service service = services.get(name);
    if (service == null) {
      ServiceStatus status = ServiceStatus.of(name, result);
      boolean others = anyDeclared;
      add(name, List.of(status)).byHand = status;
      anyDeclared = others;
      if (others) {
        listeners.note("Service " + Printable.quote(name) + " was not known: set has added it");
      }
    } else if (service.byHand != null) {
      service.byHand.replace(result);
      take(service.members().iterator().next().state, service.byHand);
    } else if (service.members().isEmpty() || (service.isOverall() && overallFollowsAll)) {
      ServiceStatus status = ServiceStatus.of(name, result);
      replaceChecks(name, List.of(status));
      service.byHand = status;
    } else {
      throw new IllegalStateException(
          "service: %s is decided by its checks (expected: one without; to pin it, call override)"
              .formatted(Printable.quote(name)));
    }
  }

  void pin(ServiceOverride override) {
    Service service = known(override.service());
    changes++;
    service.overrides.addLast(override);
    overrides.add(override);
    listeners.note(
        "Service " + Printable.quote(service.name()) + " is pinned to " + override.text());
    update(service);
  }

  /** Ends an override. The caller does not hold the lock. */
  void unpin(ServiceOverride override) {
    synchronized (kernel.lock) {
      Service service = services.get(override.service());
      changes++;
      overrides.remove(override);
      if (service != null && service.overrides.remove(override)) {
        noteUnpinned(service, override);
        update(service);
      }
    }
    kernel.deferred.flush();
  }

  private void noteUnpinned(Service service, ServiceOverride ended) {
    String quoted = Printable.quote(service.name());
    ServiceOverride newest = service.overrides.peekLast();
    if (newest == null) {
      listeners.note("Service " + quoted + " is no longer pinned; ended: " + ended.text());
    } else {
      listeners.note(
          "Service "
              + quoted
              + " is still pinned to "
              + newest.text()
              + "; ended: "
              + ended.text());
    }
  }

  // Switching checks off.

  /**
   * Takes a check out of every service's decision, or puts it back.
   *
   * @param reason the operator's reason, or null to put it back
   * @return whether the check was switched off before
   * @throws IllegalArgumentException if no service lists a check of that name
   */
  boolean switchOff(String name, @Nullable String reason) {
    CheckState state = checks.find(name);
    if (state == null) {
      throw Require.violation("check", Printable.quote(name), "one of " + checks.someNames());
    }
    boolean before = state.isSwitchedOff();
    if (!before && reason == null) {
      return false;
    }
    changes++;
    state.switchOff(reason);
    if (reason == null) {
      listeners.note("Check " + Printable.quote(name) + " is switched on again");
    } else {
      listeners.note(
          "Check " + Printable.quote(name) + " is switched off: " + Printable.text(reason));
    }
    refresh(state, kernel.clock.nanos());
    if (reason != null && state.scheduler != null) {
      state.scheduler.answerQueries(); // no answer depends on its run any more
    }
    return before;
  }

  // Changing what is shown.

  /** Records a check's result, and updates the services for which it makes a difference. */
  void record(CheckState state, CheckResult result, @Nullable Duration took, boolean overruns) {
    long now = kernel.clock.nanos();
    changes++;
    state.record(result, now, kernel.time.now(), took);
    if (overruns) {
      state.overruns(now);
    }
    refresh(state, now);
    listeners.checkRan(state, now);
  }

  /** Makes the services that list a check show what it counts as now. */
  void refresh(CheckState state, long now) {
    if (state.isCountedRight(now)) {
      return;
    }
    beginToWrite();
    try {
      state.beginToCount(now);
      // Not forEach: the model checker does not see locks that are taken within the JDK's.
      for (Map.Entry<Service, Member> user : state.users.entrySet()) {
        user.getKey().count(user.getValue());
        update(user.getKey());
      }
      state.endToCount();
    } finally {
      endToWrite();
    }
  }

  /** Makes a service show its current status, unless it is not known, or health is closed. */
  void update(Service service) {
    update(service, false);
  }

  private void update(Service service, boolean planned) {
    if (lifecycle.isClosed() || services.get(service.name()) != service) {
      return;
    }
    if (!service.pending.isEmpty() && service.isCertain(kernel.clock.nanos())) {
      List.copyOf(service.pending).forEach(PendingQuery::reply);
    }
    ServingStatus status = service.decide();
    boolean isNewCause = service.noteCause();
    if (status == service.shown) {
      if (isNewCause && !planned) {
        listeners.causeChanged(service.name(), service.reason(kernel.clock.nanos()));
      }
      if (service.signalDue) { // an Error cut the last update short
        service.watchers().signal();
        service.signalDue = false;
      }
      return;
    }
    var transition =
        service.transition(status, service.reason(kernel.clock.nanos()), kernel.time.now());
    beginToWrite();
    try {
      noteForSnapshot(service);
      service.signalDue = true;
      service.shown = status;
      service.watchers().signal();
      service.signalDue = false;
    } finally {
      endToWrite();
    }
    service.remember(transition);
    listeners.statusChanged(transition, planned || lifecycle.isClosing());
  }

  private void noteForSnapshot(Service service) {
    if (snapshot != null) {
      snapshot.note(service);
    }
  }

  private void beginToWrite() {
    changes++;
    if (writing++ == 0) {
      version++;
    }
  }

  private void endToWrite() {
    if (--writing == 0) {
      version++;
    }
  }

  /**
   * Updates a service on behalf of a reader, because timers have not fired. The caller does not
   * hold the lock.
   */
  void renew(Service service) {
    kernel.reviveSupervisors();
    long now = kernel.clock.nanos();
    synchronized (kernel.lock) {
      for (CheckState state : states(service)) {
        refresh(state, now);
      }
    }
    kernel.deferred.flush();
  }

  // Draining and closing.

  /**
   * Enters or leaves lame duck. The caller then updates all services. Readers see a drain at once,
   * and its end when the service is updated.
   */
  void drain(boolean drains) {
    if (drains != lifecycle.isDraining()) {
      if (drains) {
        settleLog();
        listeners.note("Draining: services report NOT_SERVING");
      } else {
        listeners.note("Drain is over");
      }
    }
    beginToWrite();
    lifecycle.drain(drains);
    endToWrite();
  }

  private void settleLog() {
    int left = listeners.settleLog();
    if (left > 0) {
      listeners.note("Further services have changed: " + left);
    }
  }

  /** Makes every service report NOT_SERVING from now on. The caller then updates all services. */
  void beginToClose() {
    settleLog();
    listeners.note("Health is closing: services report NOT_SERVING");
    beginToWrite();
    lifecycle.beginToClose();
    endToWrite();
  }

  /**
   * Updates all services, in batches, so that no thread waits for the lock for long. The caller
   * does not hold the lock.
   */
  void updateAll() {
    List<Service> all = new ArrayList<>(services.values());
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Service> some = all.subList(from, Math.min(all.size(), from + BATCH));
      synchronized (kernel.lock) {
        some.forEach(service -> update(service, true));
      }
      kernel.deferred.flush();
    }
  }

  /**
   * Logs which services do not serve after a drain: those that did not serve during it have no
   * transition. The caller does not hold the lock.
   */
  void noteWhatDoesNotServe() {
    List<String> names =
        services.values().stream()
            .filter(service -> service.shownNow() != ServingStatus.SERVING)
            .map(service -> Printable.quote(service.name()))
            .sorted()
            .limit(MAX_NAMES_LOGGED)
            .toList();
    if (!names.isEmpty()) {
      synchronized (kernel.lock) {
        listeners.note("Not serving after the drain: " + names);
      }
      kernel.deferred.flush();
    }
  }

  /** Notifies every watcher once more. The caller does not hold the lock. */
  void signalAll() {
    int count = 0;
    for (ServiceWatchers watchers : names.all()) {
      synchronized (kernel.lock) {
        watchers.signal();
      }
      if (++count % BATCH == 0) {
        kernel.deferred.flush();
      }
    }
    kernel.deferred.flush();
  }
}
