package dev.vitals.benchmarks.report;

import static dev.vitals.benchmarks.report.Bar.TIMES;
import static dev.vitals.benchmarks.report.Bars.FLOOR;
import static dev.vitals.benchmarks.report.Bars.FLOOR_EVENT_LOOPS;
import static dev.vitals.benchmarks.report.Bars.LAST;
import static dev.vitals.benchmarks.report.Bars.STATUS_MANAGER;
import static dev.vitals.benchmarks.report.Bars.VITALS;

import java.util.ArrayList;
import java.util.List;

/**
 * How soon a change is to reach the last watcher, beside the floor and the peers: of Vitals with
 * nothing tuned, and of the floor that has executors like it. Why each bound is what it is, is in
 * docs/decisions/0015.
 */
final class FanOutBars {

  /** By how much the median of some processes differs from that of others, at least. */
  private static final double NOISE = 1.1;

  /** One process of two takes half as long again where a hundred watch; the other one does not. */
  private static final double SLOW_PROCESSES = 1.35;

  private static final String LAST_OF = "last of ";

  private final Summary summary;
  private final List<Bar> bars = new ArrayList<>();

  private FanOutBars(Summary summary) {
    this.summary = summary;
  }

  static List<Bar> of(Summary summary) {
    FanOutBars bars = new FanOutBars(summary);
    bars.all();
    return bars.bars;
  }

  private void all() {
    for (String sizes : List.of("1000/10", "1000/100", "10000/10", "10000/100")) {
      toFloor(sizes);
    }
    ahead("10000/10", STATUS_MANAGER, 1.1);
    ahead("10000/100", STATUS_MANAGER, 1.3);
    notBehind("1/1", NOISE);
    notBehind("10/10", NOISE);
    notBehind("100/10", SLOW_PROCESSES);
    notBehind("1000/10", NOISE);
    notBehind("1000/100", NOISE);
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
    Bar bar =
        Bar.atMost(
            LAST_OF + sizes + ", to the floor",
            Bar.NEAR,
            TIMES,
            summary.ratio(scenario, VITALS, FLOOR, LAST));
    bars.add(
        summary
            .ratio(scenario, VITALS, FLOOR_EVENT_LOOPS, LAST)
            .filter(found -> bar.verdict() != Bar.Verdict.NOT_MEASURED)
            .map(found -> bar.remarked("to event loops " + Words.number(found.median()) + TIMES))
            .orElse(bar));
  }

  private void ahead(String sizes, String peer, double bound) {
    String scenario = "fan-out " + sizes;
    bars.add(
        Bar.ahead(
            LAST_OF + sizes + ", ahead of " + Words.subject(peer),
            bound,
            summary.ratio(scenario, peer, VITALS, LAST),
            summary.ratio(scenario, peer, FLOOR, LAST)));
  }

  /** Never behind by more than a bound, or the spread of theirs if that is wider. */
  private void notBehind(String sizes, double bound) {
    String scenario = "fan-out " + sizes;
    double noise =
        summary
            .figure(scenario, STATUS_MANAGER, LAST)
            .map(theirs -> theirs.most() / theirs.median())
            .orElse(1.0);
    bars.add(
        Bar.behind(
            LAST_OF + sizes + ", to HealthStatusManager",
            Math.max(bound, Math.ceil(noise * 100) / 100),
            summary.ratio(scenario, VITALS, STATUS_MANAGER, LAST),
            summary.ratio(scenario, FLOOR, STATUS_MANAGER, LAST)));
  }
}
