package dev.vitals.health.core;

import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One known service: its checks, what overrules them, and what it shows.
 *
 * <p>Guarded by the board's lock, but for {@code shown}, which is written under the lock and read
 * without it.
 */
final class Service {

  /** A check as this service uses it. */
  record Member(CheckState state, boolean critical) {}

  /**
   * What readers see.
   *
   * @param expires whether it has to be looked at again, since a result will have grown stale
   * @param expiry when that is: never too late, maybe too early, since newer results move it on
   */
  record Shown(ServingStatus status, boolean expires, long expiry) {

    boolean hasExpired(long now) {
      return expires && now - expiry >= 0;
    }
  }

  final Audience audience;
  final boolean survivesDrain;
  final Alarm staleness;
  final Deque<ServiceOverride> overrides = new ArrayDeque<>();

  /** The status that {@link Health#set} sets; null for a service that has checks of its user's. */
  @Nullable ServiceStatus byHand;

  volatile Shown shown = new Shown(ServingStatus.SERVICE_UNKNOWN, false, 0);

  private final int historySize;
  private final Deque<Transition> history = new ArrayDeque<>();
  private final List<Member> members = new ArrayList<>();
  private volatile List<CheckLoop> onDemand = List.of(); // written under the lock
  private Instant since = Instant.MIN;
  private long revision;
  private long alarmAt;

  Service(Audience audience, boolean survivesDrain, int historySize, Board board) {
    this.audience = audience;
    this.survivesDrain = survivesDrain;
    this.historySize = historySize;
    staleness = new Alarm(board, () -> board.update(this));
  }

  String name() {
    return audience.name;
  }

  List<Member> members() {
    return members;
  }

  /** Gives it other checks. */
  void members(List<Member> others) {
    members.forEach(member -> member.state().users.remove(this));
    members.clear();
    onDemand = List.of();
    append(others);
  }

  /** Gives it further checks. */
  void append(List<Member> further) {
    List<CheckLoop> asked = new ArrayList<>(onDemand);
    for (Member member : further) {
      members.add(member);
      member.state().users.add(this);
      CheckLoop loop = member.state().loop;
      if (loop != null && loop.check.onDemand) {
        asked.add(loop);
      }
    }
    onDemand = List.copyOf(asked);
  }

  /** The checks that run when somebody asks. Readable without the lock. */
  List<CheckLoop> onDemand() {
    return onDemand;
  }

  boolean isWatched() {
    return !audience.isEmpty();
  }

  /** Worst wins: failing, then not known, then passing. Optional checks do not count. */
  ServingStatus aggregate(long now) {
    ServingStatus status = ServingStatus.SERVING;
    for (Member member : members) {
      if (member.critical()) {
        Outcome outcome = member.state().outcome(now);
        if (outcome == Outcome.FAILING) {
          return ServingStatus.NOT_SERVING;
        }
        if (outcome == Outcome.UNKNOWN) {
          status = ServingStatus.UNKNOWN;
        }
      }
    }
    return status;
  }

  /** Says why the checks give what they give: the first of those that decide it. */
  String explain(long now) {
    ServingStatus status = aggregate(now);
    Outcome deciding =
        switch (status) {
          case NOT_SERVING -> Outcome.FAILING;
          case UNKNOWN -> Outcome.UNKNOWN;
          default -> Outcome.PASSING;
        };
    for (Member member : members) {
      if (member.critical() && member.state().outcome(now) == deciding) {
        String why = member.state().explain(now);
        if (!why.isEmpty()) {
          return why;
        }
      }
    }
    return "";
  }

  /** Shows a status until the first of the results that it rests on grows stale. */
  void show(ServingStatus status, long now) {
    boolean expires = false;
    long left = Long.MAX_VALUE;
    for (Member member : members) {
      if (member.critical() && member.state().canExpire()) {
        long stale = member.state().nanosToStale(now);
        if (stale >= 0) {
          expires = true;
          left = Math.min(left, stale + 1);
        }
      }
    }
    shown = new Shown(status, expires, now + left);
    if (expires && (!staleness.isSet() || alarmAt - shown.expiry() > 0)) {
      staleness.clear();
      staleness.set(left);
      alarmAt = shown.expiry();
    } // else it rings too early, finds nothing stale, and is set again
  }

  /** It shows what it shows for good. */
  void retire() {
    staleness.clear();
    shown = new Shown(shown.status(), false, 0);
  }

  /** Whether a check decides the service's status, rather than being reported only. */
  boolean decides(CheckState state) {
    return members.stream().anyMatch(member -> member.state() == state && member.critical());
  }

  /** Notes a change; returns it for those who listen. */
  Transition transition(ServingStatus to, String reason, Instant at) {
    since = at;
    Transition transition = new Transition(name(), shown.status(), to, reason, at, ++revision);
    if (historySize > 0) {
      if (history.size() == historySize) {
        history.removeFirst();
      }
      history.addLast(transition);
    }
    return transition;
  }

  ServiceReport report(String reason, long now) {
    return new ServiceReport(
        name(),
        shown.status(),
        reason,
        since,
        revision,
        members.stream().map(member -> member.state().report(member.critical(), now)).toList(),
        List.copyOf(history));
  }
}
