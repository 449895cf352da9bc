package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Proves that a busy machine is not taken for a broken server, nor the other way round: the
 * reference and ten broken servers are judged beside busy loops. Most of the ten are silent where
 * they should speak, which is what a busy machine looks like.
 */
final class BusyProof {
  /** Four for each processor: eight on the two of a small machine. */
  static final int LOOPS = 4 * Runtime.getRuntime().availableProcessors();

  static final List<String> BROKEN =
      List.of(
          "check-never-answers",
          "check-slow-2s",
          "watch-no-initial",
          "watch-no-changes",
          "watch-unknown-silent",
          "watch-drops-last",
          "watch-max-64",
          "stalled-blocks-others",
          "clear-silent",
          "shutdown-silent");

  private static final String GOOD = "reference";
  private static final int SERVERS_AT_ONCE = 4;

  private final Scope scope;
  private final int loops;

  BusyProof(Scope scope, int loops) {
    this.scope = scope;
    this.loops = loops;
  }

  /**
   * What became of one run. Immutable.
   *
   * @param alarms what servers were accused of without reason
   * @param lost broken servers that no case found out
   * @param untold cases for which the machine was too busy
   * @param cases that were judged, those included
   * @param time that it took
   */
  record Round(List<String> alarms, List<String> lost, int untold, int cases, Duration time) {
    Round {
      alarms = List.copyOf(alarms);
      lost = List.copyOf(lost);
    }

    boolean isGood() {
      return alarms.isEmpty() && lost.isEmpty();
    }
  }

  /** Judges them all once, with this seed. */
  Round run(long seed) throws InterruptedException {
    long start = System.nanoTime();
    Set<String> servers = Set.copyOf(Stream.concat(Stream.of(GOOD), BROKEN.stream()).toList());
    Selftest.Options options =
        new Selftest.Options(servers::contains, scope, SERVERS_AT_ONCE, seed);
    List<Outcome> outcomes;
    BusyLoops busy = BusyLoops.start(loops);
    try {
      outcomes = new Selftest(options).run(outcome -> {});
    } finally {
      busy.stop();
    }
    List<CaseResult> all = outcomes.stream().flatMap(one -> one.results().stream()).toList();
    return new Round(
        outcomes.stream().flatMap(one -> alarms(one).stream()).toList(),
        outcomes.stream().filter(BusyProof::isLost).map(Outcome::id).toList(),
        (int) all.stream().filter(CaseResult::isUntold).count(),
        all.size(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static boolean isLost(Outcome outcome) {
    return outcome.broken() && outcome.kills().isEmpty();
  }

  /** What a server was accused of without reason; what waits for another clause accuses nobody. */
  private static List<String> alarms(Outcome outcome) {
    List<CaseResult> told =
        outcome.results().stream()
            .filter(result -> !result.isUntold() && result.verdict() != Verdict.BLOCKED)
            .toList();
    List<String> faults = new ArrayList<>();
    Mutants.find(outcome.id())
        .ifPresent(mutant -> faults.addAll(Judge.falseAccusations(mutant, told)));
    LegalVariants.find(outcome.id())
        .ifPresent(variant -> faults.addAll(Judge.faults(variant, told)));
    return faults.stream().map(fault -> outcome.id() + ": " + fault).toList();
  }
}
