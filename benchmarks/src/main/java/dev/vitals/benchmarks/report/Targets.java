package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All targets: what Vitals promises about its speed, each with its bound. docs/decisions/0035
 * argues for those of the caller and of the storm.
 */
final class Targets {

  static final String VITALS = "vitals";
  static final String STATUS_MANAGER = "status-manager";
  private static final String DEDICATED = "dedicated";

  /** The floor with executors like those that Vitals has: 60 bytes a call, and a hand-off. */
  static final String FLOOR = "floor-sharded";

  /** The floor without: its calls run on event loops, as those of a server of health alone may. */
  static final String FLOOR_EVENT_LOOPS = "floor-event-loop";

  static final String LAST = "last_us";
  static final String CALLER = "caller_us";

  private final Summary summary;
  private final List<Target> targets = new ArrayList<>();

  private Targets(Summary summary) {
    this.summary = summary;
  }

  static List<Target> of(Summary summary) {
    return groups(summary).values().stream().flatMap(List::stream).toList();
  }

  /** Returns the same under the headings of what they are about. */
  static Map<String, List<Target>> groups(Summary summary) {
    Map<String, List<Target>> groups = new LinkedHashMap<>();
    groups.put("From a change to the last watcher", FanOutTargets.of(summary));
    groups.put("The thread that makes the change", group(summary, Targets::caller));
    groups.put("Storms of changes, and clients that do not read", group(summary, Targets::storms));
    groups.put("Memory", group(summary, Targets::memory));
    groups.put("Check, opening watches, running checks", group(summary, Targets::calls));
    groups.put("A port of its own, without gRPC (spike)", group(summary, Targets::pastTheFloor));
    groups.put("Many services, and floods of Lists", LoadTargets.of(summary));
    return groups;
  }

  private static List<Target> group(Summary summary, Consumer<Targets> group) {
    Targets targets = new Targets(summary);
    group.accept(targets);
    return List.copyOf(targets.targets);
  }

  private void caller() {
    Optional<Spread> few = summary.figure("fan-out 100/10", VITALS, CALLER);
    Optional<Spread> many = summary.figure("fan-out 10000/10", VITALS, CALLER);
    atMost("caller at 10,000, to that at 100", 3, few.flatMap(f -> many.map(m -> over(m, f))));
    callerAhead("1,000", "fan-out 1000/10", 10);
    callerAhead("10,000", "fan-out 10000/10", 80);
    targets.add(
        Target.atMost(
            "caller with 100,000 in the process",
            50,
            " µs",
            summary.figure("in-process 100000", "core", CALLER)));
  }

  private void callerAhead(String watchers, String scenario, double bound) {
    targets.add(
        Target.ahead(
            "caller at " + watchers + ", less than HealthStatusManager's",
            bound,
            summary.ratio(scenario, STATUS_MANAGER, VITALS, CALLER),
            summary.ratio(scenario, STATUS_MANAGER, FLOOR, CALLER)));
  }

  private static Spread over(Spread many, Spread few) {
    return new Spread(
        many.median() / few.median(),
        many.least() / few.median(),
        many.most() / few.median(),
        many.rounds());
  }

  private void storms() {
    String storm = "storm 10000x1000";
    boolean cutOff =
        summary.figure(storm, STATUS_MANAGER, "cut_off").filter(c -> c.most() > 0).isPresent();
    Target sooner =
        Target.atLeast(
            "storm, sooner than HealthStatusManager" + (cutOff ? ", which was cut off" : ""),
            100,
            Target.TIMES,
            summary.ratio(storm, STATUS_MANAGER, VITALS, "final_ms"));
    targets.add(cutOff ? sooner.orMore() : sooner);
    targets.add(
        Target.atMost(
            "storm, messages a watcher",
            20,
            "",
            summary.figure(storm, VITALS, "messages_a_watcher")));
    String stalled = "stalled 1000000";
    targets.add(
        Target.atMost(
            "stalled, heap growth", 1000, " KB", summary.figure(stalled, VITALS, "growth_kb")));
    targets.add(
        Target.atMost(
            "stalled, stale messages", 3, "", summary.figure(stalled, VITALS, "stale_messages")));
  }

  private void memory() {
    targets.add(
        Target.atMost(
            "allocated a message, our side of ServerCall",
            24,
            " B",
            summary.figure("counts", "counts", "allocated_a_message_b")));
    targets.add(
        Target.atMost(
            "allocated a Check, beyond a bare call's", // the handle by which it is given up
            8,
            " B",
            summary.figure("counts", "counts", "allocated_a_check_beyond_bare_b")));
    String retained = "retained 10000/10";
    String heap = "heap_a_watcher_b";
    targets.add(
        Target.atMost(
            "retained a watcher, beyond the floor",
            64,
            " B",
            beyond(summary.figure(retained, VITALS, heap), summary.figure(retained, FLOOR, heap))));
  }

  private static Optional<Spread> beyond(Optional<Spread> more, Optional<Spread> less) {
    return more.flatMap(
        m ->
            less.map(
                l ->
                    new Spread(
                        m.median() - l.median(),
                        m.least() - l.most(),
                        m.most() - l.least(),
                        m.rounds())));
  }

  private void calls() {
    check("vitals-pool", "floor-pool");
    check("vitals-direct", FLOOR_EVENT_LOOPS);
    atMost(
        "establish, to the floor",
        1.1,
        summary.ratio("establish 10000/10", VITALS, FLOOR, "all_us"));
    targets.add(
        Target.atMost(
            "10,000 checks between their runs, of a core",
            1,
            " %",
            summary.figure("idle-checks 10000", "checks", "cpu_percent_of_a_core")));
    targets.add(
        Target.atMost(
            "services touched by a check's change, beyond its users",
            0,
            "",
            summary.figure("counts", "counts", "services_touched_beyond_users")));
  }

  private void check(String subject, String floor) {
    atMost(
        "Check, " + Words.subject(subject) + ", to that floor",
        1.05,
        summary.ratio("check 64/4", subject, floor, "check_us"));
  }

  private void pastTheFloor() {
    for (String sizes : List.of("10000/10", "10000/100")) {
      atMost(
          "last of " + Words.sizes(sizes) + ", a port of its own, to the wire",
          10,
          summary.ratio("fan-out " + sizes, DEDICATED, "wire", LAST));
    }
    targets.add(
        Target.atMost(
            "retained a watcher, a port of its own",
            300,
            " B",
            summary.figure("retained 10000/10", DEDICATED, "heap_a_watcher_b")));
  }

  private void atMost(String name, double bound, Optional<Spread> ratio) {
    targets.add(Target.atMost(name, bound, Target.TIMES, ratio));
  }
}
