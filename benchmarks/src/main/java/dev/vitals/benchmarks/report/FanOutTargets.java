package dev.vitals.benchmarks.report;

import static dev.vitals.benchmarks.report.Target.TIMES;
import static dev.vitals.benchmarks.report.Targets.FLOOR;
import static dev.vitals.benchmarks.report.Targets.FLOOR_EVENT_LOOPS;
import static dev.vitals.benchmarks.report.Targets.LAST;
import static dev.vitals.benchmarks.report.Targets.STATUS_MANAGER;
import static dev.vitals.benchmarks.report.Targets.VITALS;

import java.util.ArrayList;
import java.util.List;

/**
 * The targets for the time from a change to the last watcher, beside the floor and the peers.
 * Vitals has nothing tuned, and the floor has executors like it. docs/decisions/0015 argues for
 * each bound.
 */
final class FanOutTargets {

  /** By how much the medians of two sets of processes differ. */
  private static final double NOISE_RATIO = 1.1;

  /** With a hundred watchers one process of two takes half as long again. */
  private static final double SLOW_PROCESS_RATIO = 1.35;

  private static final String LAST_OF = "last of ";

  private final Summary summary;
  private final List<Target> targets = new ArrayList<>();

  private FanOutTargets(Summary summary) {
    this.summary = summary;
  }

  static List<Target> of(Summary summary) {
    FanOutTargets targets = new FanOutTargets(summary);
    targets.all();
    return targets.targets;
  }

  private void all() {
    for (String sizes : List.of("1000/10", "1000/100", "10000/10", "10000/100")) {
      toFloor(sizes);
    }
    ahead("10000/10", STATUS_MANAGER, 1.1);
    ahead("10000/100", STATUS_MANAGER, 1.3);
    notBehind("1/1", NOISE_RATIO);
    notBehind("10/10", NOISE_RATIO);
    notBehind("100/10", SLOW_PROCESS_RATIO);
    notBehind("1000/10", NOISE_RATIO);
    notBehind("1000/100", NOISE_RATIO);
    for (String sizes : List.of("1000/10", "10000/10", "10000/100")) {
      ahead(sizes, "armeria", 3);
    }
    ahead("1000/10", "grpc-go", 1.1); // the floor itself is 1.2 times ahead of it
    ahead("10000/10", "grpc-go", 1.3);
    ahead("10000/100", "grpc-go", 1.3);
  }

  /** Beside the figure stands what it is to the floor on event loops, which spares a hand-off. */
  private void toFloor(String sizes) {
    String scenario = "fan-out " + sizes;
    Target target =
        Target.atMost(
            LAST_OF + Words.sizes(sizes) + ", to the floor",
            Target.MAX_FLOOR_RATIO,
            TIMES,
            summary.ratio(scenario, VITALS, FLOOR, LAST));
    targets.add(
        summary
            .ratio(scenario, VITALS, FLOOR_EVENT_LOOPS, LAST)
            .filter(found -> target.verdict() != Target.Verdict.NOT_MEASURED)
            .map(found -> target.remarked("to event loops " + Words.number(found.median()) + TIMES))
            .orElse(target));
  }

  private void ahead(String sizes, String peer, double bound) {
    String scenario = "fan-out " + sizes;
    targets.add(
        Target.ahead(
            LAST_OF + Words.sizes(sizes) + ", ahead of " + Words.subject(peer),
            bound,
            summary.ratio(scenario, peer, VITALS, LAST),
            summary.ratio(scenario, peer, FLOOR, LAST)));
  }

  /**
   * Vitals is behind HealthStatusManager by the bound at most, or by the spread of
   * HealthStatusManager's rounds where that is wider.
   */
  private void notBehind(String sizes, double bound) {
    String scenario = "fan-out " + sizes;
    double noise =
        summary
            .figure(scenario, STATUS_MANAGER, LAST)
            .map(theirs -> theirs.most() / theirs.median())
            .orElse(1.0);
    targets.add(
        Target.behind(
            LAST_OF + Words.sizes(sizes) + ", to HealthStatusManager",
            Math.max(bound, Math.ceil(noise * 100) / 100),
            summary.ratio(scenario, VITALS, STATUS_MANAGER, LAST),
            summary.ratio(scenario, FLOOR, STATUS_MANAGER, LAST)));
  }
}
