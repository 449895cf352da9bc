package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The promises that Vitals makes about its speed, each with its bound. In one place. */
final class Bars {

  private static final String VITALS = "vitals";
  private static final String STATUS_MANAGER = "status-manager";
  private static final String LAST = "last_us";
  private static final String CALLER = "caller_us";
  private static final String TIMES = " ×";

  private final Summary summary;
  private final List<Bar> bars = new ArrayList<>();

  private Bars(Summary summary) {
    this.summary = summary;
  }

  static List<Bar> of(Summary summary) {
    Bars bars = new Bars(summary);
    bars.fanOut();
    bars.caller();
    bars.storms();
    bars.memory();
    bars.calls();
    return List.copyOf(bars.bars);
  }

  private void fanOut() {
    for (String sizes : List.of("1000/10", "1000/100", "10000/10", "10000/100")) {
      atMost(
          "last of " + sizes + ", to the floor",
          1.15,
          summary.toFloor("fan-out " + sizes, VITALS, LAST));
    }
    ahead("10000/10", STATUS_MANAGER, 1.1);
    ahead("10000/100", STATUS_MANAGER, 1.3);
    for (String sizes : List.of("1/1", "10/10", "100/10", "1000/10")) {
      notBehind(sizes);
    }
    for (String sizes : List.of("1000/10", "10000/10", "10000/100")) {
      ahead(sizes, "armeria", 3);
      ahead(sizes, "grpc-go", 1.3);
    }
  }

  private void ahead(String sizes, String peer, double bound) {
    atLeast(
        "last of " + sizes + ", ahead of " + Words.subject(peer),
        bound,
        summary.ratio("fan-out " + sizes, peer, VITALS, LAST));
  }

  /** Never behind by more than noise: the middle of ours is within the spread of theirs. */
  private void notBehind(String sizes) {
    String scenario = "fan-out " + sizes;
    double noise =
        summary
            .figure(scenario, STATUS_MANAGER, LAST)
            .map(theirs -> theirs.most() / theirs.median())
            .orElse(1.0);
    atMost(
        "last of " + sizes + ", to HealthStatusManager and its noise",
        Math.max(1.1, Math.ceil(noise * 100) / 100),
        summary.ratio(scenario, VITALS, STATUS_MANAGER, LAST));
  }

  private void caller() {
    Optional<Spread> few = summary.figure("fan-out 100/10", VITALS, CALLER);
    Optional<Spread> many = summary.figure("fan-out 10000/10", VITALS, CALLER);
    atMost("caller at 10,000, to that at 100", 3, few.flatMap(f -> many.map(m -> over(m, f))));
    atLeast(
        "caller at 1,000, less than HealthStatusManager's",
        20,
        summary.ratio("fan-out 1000/10", STATUS_MANAGER, VITALS, CALLER));
    atLeast(
        "caller at 10,000, less than HealthStatusManager's",
        200,
        summary.ratio("fan-out 10000/10", STATUS_MANAGER, VITALS, CALLER));
    bars.add(
        Bar.atMost(
            "caller with 100,000 in the process",
            50,
            " µs",
            summary.figure("in-process 100000", "core", CALLER)));
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
    atLeast(
        "storm, sooner than HealthStatusManager" + (cutOff ? ", which was cut off" : ""),
        300,
        summary.ratio(storm, STATUS_MANAGER, VITALS, "final_ms"));
    bars.add(
        Bar.atMost(
            "storm, messages a watcher",
            20,
            "",
            summary.figure(storm, VITALS, "messages_a_watcher")));
    String stalled = "stalled 1000000";
    bars.add(
        Bar.atMost(
            "stalled, heap growth", 1000, " KB", summary.figure(stalled, VITALS, "growth_kb")));
    bars.add(
        Bar.atMost(
            "stalled, stale messages", 3, "", summary.figure(stalled, VITALS, "stale_messages")));
  }

  private void memory() {
    bars.add(
        Bar.atMost(
            "allocated a message, our side of ServerCall",
            24,
            " B",
            summary.figure("counts", "counts", "allocated_a_message_b")));
    bars.add(
        Bar.atMost(
            "allocated a Check, beyond a bare call's",
            0,
            " B",
            summary.figure("counts", "counts", "allocated_a_check_beyond_bare_b")));
    String retained = "retained 10000/10";
    String heap = "heap_a_watcher_b";
    Optional<Spread> floor = summary.figure(retained, "floor-sharded", heap);
    bars.add(
        Bar.atMost(
            "retained a watcher, beyond the floor on the same executor",
            64,
            " B",
            summary.figure(retained, VITALS, heap).flatMap(v -> floor.map(f -> beyond(v, f)))));
  }

  private static Spread beyond(Spread more, Spread less) {
    return new Spread(
        more.median() - less.median(),
        more.least() - less.most(),
        more.most() - less.least(),
        more.rounds());
  }

  private void calls() {
    atMost(
        "Check, to the floor on the same executor",
        1.05,
        summary.ratio("check 64/4", VITALS, "floor-sharded", "check_us"));
    atMost("establish, to the floor", 1.1, summary.toFloor("establish 10000/10", VITALS, "all_us"));
    bars.add(
        Bar.atMost(
            "10,000 idle checks, of a core",
            1,
            " %",
            summary.figure("idle-checks 10000", "checks", "cpu_percent_of_a_core")));
    bars.add(
        Bar.atMost(
            "services touched by one check's change, beyond those that use it",
            0,
            "",
            summary.figure("counts", "counts", "services_touched_beyond_users")));
  }

  private void atMost(String name, double bound, Optional<Spread> ratio) {
    bars.add(Bar.atMost(name, bound, TIMES, ratio));
  }

  private void atLeast(String name, double bound, Optional<Spread> ratio) {
    bars.add(Bar.atLeast(name, bound, TIMES, ratio));
  }
}
