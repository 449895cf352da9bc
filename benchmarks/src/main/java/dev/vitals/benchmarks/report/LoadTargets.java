package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** The targets for many services, for concurrent Lists and watches, and for a flood of Lists. */
final class LoadTargets {

  /** Constant work may still miss the processor's caches where there is a thousand times more. */
  private static final double MAX_CONSTANT_COST_RATIO = 5;

  private static final double MILLISECOND_MICROS = 1000;
  private static final String MICROS = " µs";
  private static final String SERVICES = "services 100000";
  private static final String FLOOD = "list-flood 60000";

  private final Summary summary;
  private final List<Target> targets = new ArrayList<>();

  private LoadTargets(Summary summary) {
    this.summary = summary;
  }

  static List<Target> of(Summary summary) {
    LoadTargets targets = new LoadTargets(summary);
    targets.services();
    targets.contended();
    targets.flood();
    return targets.targets;
  }

  private void services() {
    amongMany("set of one of fifty", "set");
    amongMany("set of a new name", "set_new");
    amongMany("addService", "add");
    amongMany("removeService", "remove");
    amongMany("a List refused", "refuse");
    targets.add(
        Target.atMost(
            "allocated for one of them among 10,000, beyond among 100",
            256,
            " B",
            summary.figure("counts", "counts", "allocated_among_services_beyond_few_b")));
  }

  private void amongMany(String operation, String figure) {
    targets.add(
        Target.atMost(
            operation + " among 100,000 services, to among 100",
            MAX_CONSTANT_COST_RATIO,
            Target.TIMES,
            summary.figure(SERVICES, "services", figure + "_to_few")));
  }

  private void contended() {
    beside("four that list 10,000 services", "list");
    beside("four that open and close watches", "watch");
  }

  private void beside(String whom, String kind) {
    targets.add(
        Target.atMost(
            "set beside " + whom + ", p99",
            MILLISECOND_MICROS,
            MICROS,
            summary.figure("contended 10000", "contended", "set_p99_beside_" + kind + "_us")));
  }

  private void flood() {
    targets.add(
        Target.atMost(
            "Check in a flood of Lists, p99, to an idle server's",
            2,
            Target.TIMES,
            summary.figure(FLOOD, Targets.VITALS, "check_p99_to_control")));
    targets.add(
        Target.atMost(
            "Checks in a flood of Lists that get no answer",
            0,
            "",
            summary.figure(FLOOD, Targets.VITALS, "checks_failed")));
    targets.add(
        Target.atMost(
            "set in a flood of Lists, p99",
            MILLISECOND_MICROS,
            MICROS,
            summary.figure(FLOOD, Targets.VITALS, "set_p99_us")));
  }
}
