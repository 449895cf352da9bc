package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** What nobody has to pay because of many services, of those who list them, or of a flood. */
final class LoadBars {

  /**
   * What is constant may still miss the processor's caches where there is a thousand times more.
   */
  private static final double CONSTANT = 5;

  private static final double MILLISECOND = 1000;
  private static final String MICROS = " µs";
  private static final String SERVICES = "services 100000";
  private static final String FLOOD = "list-flood 60000";

  private final Summary summary;
  private final List<Bar> bars = new ArrayList<>();

  private LoadBars(Summary summary) {
    this.summary = summary;
  }

  static List<Bar> of(Summary summary) {
    LoadBars bars = new LoadBars(summary);
    bars.services();
    bars.contended();
    bars.flood();
    return bars.bars;
  }

  private void services() {
    amongMany("set", "set");
    amongMany("set of a new name", "set_new");
    amongMany("addService", "add");
    amongMany("removeService", "remove");
    amongMany("a List refused", "refuse");
    bars.add(
        Bar.atMost(
            "allocated for one of them among 10,000, beyond among 100",
            256,
            " B",
            summary.figure("counts", "counts", "allocated_among_services_beyond_few_b")));
  }

  private void amongMany(String operation, String figure) {
    bars.add(
        Bar.atMost(
            operation + " among 100,000 services, to among 100",
            CONSTANT,
            Bar.TIMES,
            summary.figure(SERVICES, "services", figure + "_to_few")));
  }

  private void contended() {
    bars.add(
        Bar.atMost(
            "set beside four that list 10,000 and four that watch, p99",
            MILLISECOND,
            MICROS,
            summary.figure("contended 10000", "contended", "set_p99_us")));
  }

  private void flood() {
    bars.add(
        Bar.atMost(
            "Check in a flood of Lists, p99, to an idle server's",
            2,
            Bar.TIMES,
            summary.figure(FLOOD, Bars.VITALS, "check_p99_to_control")));
    bars.add(
        Bar.atMost(
            "Checks in a flood of Lists that get no answer",
            0,
            "",
            summary.figure(FLOOD, Bars.VITALS, "checks_failed")));
    bars.add(
        Bar.atMost(
            "set in a flood of Lists, p99",
            MILLISECOND,
            MICROS,
            summary.figure(FLOOD, Bars.VITALS, "set_p99_us")));
  }
}
