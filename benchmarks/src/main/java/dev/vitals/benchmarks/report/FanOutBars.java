package dev.vitals.benchmarks.report;

import static dev.vitals.benchmarks.report.Bar.TIMES;
import static dev.vitals.benchmarks.report.Bars.LAST;
import static dev.vitals.benchmarks.report.Bars.STATUS_MANAGER;
import static dev.vitals.benchmarks.report.Bars.VITALS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How soon a change is to reach the last watcher, beside the floor and the peers. */
final class FanOutBars {

  /**
   * Vitals told on event loops, as the floor of them is: what it is held to where it is compared
   * with others' fan-out. What it is with nothing tuned stands beside it.
   */
  static final String TUNED = "vitals-event-loop";

  /** By how much the median of some processes differs from that of others, at least. */
  private static final double NOISE = 1.1;

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
    List<String> many = List.of("1000/10", "1000/100", "10000/10", "10000/100");
    many.forEach(this::toFloor);
    for (String sizes : many) {
      bars.add(
          Bar.atMost(
              LAST_OF + sizes + ", untuned, to that floor",
              Bar.NEAR,
              TIMES,
              summary.ratio("fan-out " + sizes, VITALS, Bars.LIKE.get(VITALS), LAST)));
    }
    ahead("10000/10", STATUS_MANAGER, 1.1);
    ahead("10000/100", STATUS_MANAGER, 1.3);
    for (String sizes : List.of("1/1", "10/10", "100/10", "1000/10", "1000/100")) {
      notBehind(sizes);
    }
    for (String sizes : List.of("1000/10", "10000/10", "10000/100")) {
      ahead(sizes, "armeria", 3);
      ahead(sizes, "grpc-go", 1.3);
    }
  }

  private void toFloor(String sizes) {
    String scenario = "fan-out " + sizes;
    bars.add(
        besideUntuned(
            Bar.atMost(
                LAST_OF + sizes + ", to the floor",
                Bar.NEAR,
                TIMES,
                summary.toFloor(scenario, TUNED, LAST)),
            summary.toFloor(scenario, VITALS, LAST)));
  }

  private static Bar besideUntuned(Bar bar, Optional<Spread> untuned) {
    return untuned
        .filter(found -> bar.verdict() != Bar.Verdict.NOT_MEASURED)
        .map(found -> bar.remarked("untuned " + Words.number(found.median()) + TIMES))
        .orElse(bar);
  }

  private void ahead(String sizes, String peer, double bound) {
    String scenario = "fan-out " + sizes;
    bars.add(
        besideUntuned(
            Bar.ahead(
                LAST_OF + sizes + ", ahead of " + Words.subject(peer),
                bound,
                summary.ratio(scenario, peer, TUNED, LAST),
                summary.toFloor(scenario, peer, LAST)),
            summary.ratio(scenario, peer, VITALS, LAST)));
  }

  /** Never behind by more than noise: a tenth, or the spread of theirs if that is wider. */
  private void notBehind(String sizes) {
    String scenario = "fan-out " + sizes;
    double noise =
        summary
            .figure(scenario, STATUS_MANAGER, LAST)
            .map(theirs -> theirs.most() / theirs.median())
            .orElse(1.0);
    bars.add(
        besideUntuned(
            Bar.atMost(
                LAST_OF + sizes + ", to HealthStatusManager, within noise",
                Math.max(NOISE, Math.ceil(noise * 100) / 100),
                TIMES,
                summary.ratio(scenario, TUNED, STATUS_MANAGER, LAST)),
            summary.ratio(scenario, VITALS, STATUS_MANAGER, LAST)));
  }
}
