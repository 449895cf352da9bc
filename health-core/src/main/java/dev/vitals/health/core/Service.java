package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One known service: its checks, its overrides, and the status that it shows.
 *
 * <p>Guarded by the kernel's lock. Volatile fields are written under the lock and read without it.
 * The checks that decide the status are kept in sorted sets, so that a check's change costs much
 * the same whether the service has ten checks or a hundred thousand.
 */
final class Service {

  private final String name;
  private final ServiceRegistry registry;
  private final int historySize;

  /** The watchers of its name. Written once, before any reader finds the service. */
  private @Nullable ServiceWatchers watchers;

  volatile boolean survivesDrain;

  /** The status that the lifecycle, its overrides and its checks gave at its last update. */
  volatile ServingStatus shown = ServingStatus.SERVICE_UNKNOWN;

  /**
   * Whether the watchers have to be signalled: set before `shown` is written, cleared afterwards.
   */
  boolean signalDue;

  /** Its on-demand checks; null since they have changed, until somebody asks for them. */
  private volatile @Nullable List<CheckScheduler> onDemand = List.of();

  /** Whether it lists a background check, whose result can grow stale although nobody asks. */
  private volatile boolean mayExpire;

  final Deque<ServiceOverride> overrides = new ArrayDeque<>();

  /** The status that {@link Health#set} sets; null unless the service is set by hand. */
  @Nullable ServiceStatus byHand;

  /** The check that makes the service fail, as of the last update; null if none does. */
  private @Nullable CheckState cause;

  private final Map<CheckState, Member> members = new LinkedHashMap<>();

  /** Its critical members by outcome. {@code PASSING} holds only those that pass with a reason. */
  private final Map<Outcome, NavigableSet<Member>> deciding = new EnumMap<>(Outcome.class);

  /** The queries that wait for its checks. */
  final Set<PendingQuery> pending = new LinkedHashSet<>();

  private final Deque<Transition> history = new ArrayDeque<>();
  private Instant since = Instant.MIN;
  private long revision;
  private long order;
  private int background; // how many of its checks run in the background

  Service(String name, boolean survivesDrain, int historySize, ServiceRegistry registry) {
    this.name = name;
    this.survivesDrain = survivesDrain;
    this.historySize = historySize;
    this.registry = registry;
  }

  String name() {
    return name;
  }

  boolean isOverall() {
    return name.isEmpty();
  }

  // Read without the lock.

  /** Returns the current status, as all readers see it. */
  ServingStatus visible() {
    if (mayExpire && !registry.kernel.clock.isLive() && !registry.lifecycle.overrules(this)) {
      registry.renew(this); // timers have not fired
      return registry.find(name) == this ? shownNow() : ServingStatus.SERVICE_UNKNOWN;
    }
    return shownNow();
  }

  /** Returns the status without a check for results that have grown stale. */
  ServingStatus shownNow() {
    return registry.lifecycle.overrules(this) ? ServingStatus.NOT_SERVING : shown;
  }

  /**
   * Returns its on-demand checks. Takes the lock only if they have changed: a list for each change
   * would cost a server that adds thousands of checks the square of their number.
   */
  List<CheckScheduler> onDemand() {
    List<CheckScheduler> known = onDemand;
    return known != null ? known : listOnDemand();
  }

  private List<CheckScheduler> listOnDemand() {
    synchronized (registry.kernel.lock) {
      List<CheckScheduler> list = new ArrayList<>();
      for (Member member : members.values()) {
        CheckScheduler scheduler = member.state.scheduler;
        if (scheduler != null && scheduler.check.onDemand) {
          list.add(scheduler);
        }
      }
      onDemand = list;
      return list;
    }
  }

  ServiceWatchers watchers() {
    return requireNonNull(watchers);
  }

  void watchers(ServiceWatchers entry) {
    watchers = entry;
  }

  boolean isWatched() {
    return watchers().isWatched();
  }

  // Its checks.

  Collection<Member> members() {
    return members.values();
  }

  @Nullable Member member(CheckState state) {
    return members.get(state);
  }

  /** Adds a check that it does not list yet. */
  Member add(CheckState state, boolean critical) {
    Member member = new Member(this, state, critical, order++);
    members.put(state, member);
    state.users.put(this, member);
    CheckScheduler scheduler = state.scheduler;
    if (scheduler != null && scheduler.check.onDemand) {
      onDemand = null;
    } else if (scheduler != null) {
      background++;
      mayExpire = true;
    }
    count(member);
    return member;
  }

  void remove(CheckState state) {
    Member member = members.remove(state);
    if (member == null) {
      return;
    }
    state.users.remove(this);
    uncount(member);
    CheckScheduler scheduler = state.scheduler;
    if (scheduler != null && scheduler.check.onDemand) {
      onDemand = null;
    } else if (scheduler != null) {
      mayExpire = --background > 0;
    }
  }

  void setCritical(Member member, boolean critical) {
    if (member.isCritical() != critical) {
      uncount(member);
      member.critical(critical);
      count(member);
    }
  }

  /** Counts a member under its check's present outcome. Idempotent. */
  void count(Member member) {
    uncount(member);
    Outcome outcome = member.state.counted();
    if (member.isCritical() && (outcome != Outcome.PASSING || member.state.isDegraded())) {
      deciding.computeIfAbsent(outcome, any -> new TreeSet<>()).add(member);
      member.counted(outcome);
    }
  }

  private void uncount(Member member) {
    Outcome counted = member.counted();
    NavigableSet<Member> set = counted == null ? null : deciding.get(counted);
    if (set != null) {
      set.remove(member);
      if (set.isEmpty()) {
        deciding.remove(counted);
      }
    }
    member.counted(null);
  }

  /** Whether a check is critical to the service, rather than only reported. */
  boolean decides(CheckState state) {
    Member member = members.get(state);
    return member != null && member.isCritical();
  }

  // The status.

  /** The worst outcome wins: failing, then unknown, then passing. Optional checks do not count. */
  ServingStatus aggregate() {
    if (deciding.containsKey(Outcome.FAILING)) {
      return ServingStatus.NOT_SERVING;
    }
    return deciding.containsKey(Outcome.UNKNOWN) ? ServingStatus.UNKNOWN : ServingStatus.SERVING;
  }

  ServingStatus decide() {
    if (registry.lifecycle.overrules(this)) {
      return ServingStatus.NOT_SERVING;
    }
    ServiceOverride override = overrides.peekLast();
    return override != null ? override.status() : aggregate();
  }

  /** Notes which check makes the service fail; true if it is another one than at the last call. */
  boolean noteCause() {
    CheckState before = cause;
    NavigableSet<Member> failing = deciding.get(Outcome.FAILING);
    if (failing == null || !overrides.isEmpty() || registry.lifecycle.overrules(this)) {
      cause = null;
      return false;
    }
    cause = failing.first().state;
    return cause != before;
  }

  /**
   * Explains the status: the lifecycle, the override, or the first of the checks that decide it.
   */
  String reason(long now) {
    if (registry.lifecycle.overrules(this)) {
      return registry.lifecycle.reason();
    }
    ServiceOverride override = overrides.peekLast();
    if (override != null) {
      return "override: " + override.reason();
    }
    ServingStatus status = aggregate();
    NavigableSet<Member> decisive = deciding.get(outcome(status));
    if (decisive == null) {
      return "";
    }
    String why = decisive.first().state.explain(now);
    return status == ServingStatus.SERVING ? "degraded: " + why : why;
  }

  private static Outcome outcome(ServingStatus status) {
    return switch (status) {
      case NOT_SERVING -> Outcome.FAILING;
      case UNKNOWN -> Outcome.UNKNOWN;
      default -> Outcome.PASSING;
    };
  }

  /**
   * Whether a query need not wait for a run: an override or the lifecycle decides, or a check fails
   * whose result is not older than {@code staleAfter}.
   */
  boolean isCertain(long now) {
    if (!overrides.isEmpty() || registry.lifecycle.overrules(this)) {
      return true;
    }
    for (Member failing : deciding.getOrDefault(Outcome.FAILING, Collections.emptyNavigableSet())) {
      if (!failing.state.isOldOnDemand(now)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the transition to a status. Does not record it. */
  Transition transition(ServingStatus to, String reason, Instant at) {
    return new Transition(name, shown, to, reason, at, revision + 1);
  }

  /** Records a transition that has been shown. */
  void remember(Transition transition) {
    since = transition.at();
    revision = transition.revision();
    if (historySize > 0) {
      if (history.size() == historySize) {
        history.removeFirst();
      }
      history.addLast(transition);
    }
  }

  ServiceReport report(long now) {
    return new ServiceReport(
        name,
        shown,
        reason(now),
        since,
        revision,
        members.values().stream()
            .map(member -> member.state.report(member.isCritical(), now))
            .toList(),
        List.copyOf(history));
  }
}
