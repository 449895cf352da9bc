package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a run measures.
 *
 * @param mode its name
 * @param rounds how often each is repeated; trials of a round are neighbours in time
 * @param shares whether a subject's scenarios may share a server, or each has a fresh one
 * @param entries what, and of whom
 * @param jmh classes of benchmarks that are run once, before all else
 */
record Plan(String mode, int rounds, boolean shares, List<Entry> entries, List<String> jmh) {

  private static final List<String> FLOOR_EVENT_LOOPS = List.of("floor-event-loop");
  private static final List<String> OTHERS = List.of("armeria", "grpc-go");
  private static final List<String> BELOW = List.of("dedicated", "wire");
  private static final List<String> ON_EXECUTORS = List.of("vitals", "floor-sharded");
  private static final List<String> TWO = List.of("vitals", "status-manager");
  private static final List<String> THREE = join(TWO, List.of("floor-sharded"));
  private static final List<String> PEERS = join(THREE, OTHERS);
  private static final List<String> ALL = join(PEERS, FLOOR_EVENT_LOOPS, BELOW);

  /** Check is compared on executors that have no spells: a pool, and none at all. */
  private static final List<String> CHECKED =
      List.of("vitals-pool", "floor-pool", "vitals-direct", "floor-event-loop");

  private static final int CHECK_COUNT = 10_000;

  @SafeVarargs
  private static List<String> join(List<String>... lists) {
    List<String> joined = new ArrayList<>();
    for (List<String> list : lists) {
      joined.addAll(list);
    }
    return List.copyOf(joined);
  }

  /**
   * One scenario and its subjects.
   *
   * @param rounds in how many of the run's rounds it is measured
   */
  record Entry(Scenario scenario, List<String> subjects, int rounds) {}

  /** A quick run: each target once. */
  static Plan quick() {
    TrialDurations durations = TrialDurations.QUICK;
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(new CountsAsked(), List.of("counts"), 1));
    List<String> most = join(PEERS, BELOW);
    entries.add(
        new Entry(new FanOut(10_000, 10, durations), most, 1)); // many first: they warm it up
    entries.add(new Entry(new FanOut(10_000, 100, durations), most, 1));
    entries.add(new Entry(new FanOut(1000, 10, durations), PEERS, 1));
    entries.add(new Entry(new FanOut(1000, 100, durations), THREE, 1));
    entries.add(new Entry(new FanOut(100, 10, durations), TWO, 1));
    entries.add(new Entry(new FanOut(10, 10, durations), TWO, 1));
    entries.add(new Entry(new FanOut(1, 1, durations), TWO, 1));
    entries.add(new Entry(new InProcessCaller(100_000, durations), List.of("core"), 1));
    entries.add(
        new Entry(
            new Storm(10_000, 1000, 10, durations),
            List.of("vitals", "status-manager", "grpc-go"),
            1));
    entries.add(new Entry(new Stalled(1_000_000, durations), List.of("vitals"), 1));
    entries.add(new Entry(new Establish(10_000, 10, 6), ON_EXECUTORS, 1));
    entries.add(new Entry(new Retained(10_000, 10), join(ON_EXECUTORS, List.of("dedicated")), 1));
    entries.add(new Entry(new CheckRate(64, 4, durations), CHECKED, 1));
    entries.addAll(underLoad(durations, 1));
    entries.add(
        new Entry(
            new IdleChecks(CHECK_COUNT, Duration.ofSeconds(2), Duration.ofSeconds(2)),
            List.of("checks"),
            1));
    return new Plan("quick", 1, true, entries, List.of());
  }

  /** The full run: every scenario and every subject. */
  static Plan full() {
    TrialDurations durations = TrialDurations.FULL;
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(new CountsAsked(), List.of("counts"), 1));
    for (Scenario few :
        List.of(
            new FanOut(1, 1, durations),
            new FanOut(10, 10, durations),
            new FanOut(100, 10, durations))) {
      entries.add(new Entry(few, TWO, 6));
      entries.add(new Entry(few, List.of("floor-sharded"), 4));
      entries.add(new Entry(few, join(FLOOR_EVENT_LOOPS, OTHERS, BELOW), 1));
    }
    for (int connections : List.of(10, 100)) {
      Scenario thousand = new FanOut(1000, connections, durations);
      entries.add(new Entry(thousand, ON_EXECUTORS, 8));
      entries.add(new Entry(thousand, FLOOR_EVENT_LOOPS, 3));
      entries.add(new Entry(thousand, List.of("status-manager"), 5));
      entries.add(new Entry(thousand, List.of("armeria"), connections == 10 ? 4 : 1));
      entries.add(new Entry(thousand, List.of("grpc-go"), connections == 10 ? 8 : 1));
      entries.add(new Entry(thousand, BELOW, 1));
    }
    for (int connections : List.of(10, 100)) {
      Scenario many = new FanOut(10_000, connections, durations);
      entries.add(new Entry(many, ON_EXECUTORS, 8));
      entries.add(new Entry(many, List.of("status-manager"), 4));
      entries.add(new Entry(many, FLOOR_EVENT_LOOPS, 2));
      entries.add(new Entry(many, OTHERS, 4));
      entries.add(new Entry(many, BELOW, 2));
    }
    entries.add(new Entry(new InProcessCaller(100_000, durations), List.of("core"), 3));
    entries.add(new Entry(new Storm(10_000, 1000, 10, durations), ALL, 1));
    entries.add(
        new Entry(
            new Storm(10_000, 1000, 10, durations), List.of("vitals", "grpc-go", "dedicated"), 3));
    entries.add(
        new Entry(
            new Stalled(1_000_000, durations),
            join(PEERS, FLOOR_EVENT_LOOPS, List.of("dedicated")),
            1));
    entries.add(new Entry(new Retained(10_000, 10), ALL, 2));
    entries.add(new Entry(new Establish(10_000, 10, 24), ON_EXECUTORS, 6));
    entries.add(
        new Entry(
            new Establish(10_000, 10, 24),
            join(List.of("status-manager"), OTHERS, FLOOR_EVENT_LOOPS, BELOW),
            1));
    CheckRate checks = new CheckRate(64, 4, durations);
    entries.add(new Entry(checks, CHECKED, 8));
    entries.add(new Entry(checks, ON_EXECUTORS, 1));
    entries.add(new Entry(checks, join(List.of("status-manager", "dedicated"), OTHERS), 1));
    entries.add(
        new Entry(
            new IdleChecks(CHECK_COUNT, Duration.ofSeconds(6), Duration.ofSeconds(20)),
            List.of("checks", "checks-each-minute"),
            2));
    entries.addAll(underLoad(durations, 3));
    return new Plan("full", 8, false, entries, Jmh.CLASSES);
  }

  private static List<Entry> underLoad(TrialDurations durations, int rounds) {
    return List.of(
        new Entry(new Services(durations), List.of("services"), rounds),
        new Entry(new Contended(durations), List.of("contended"), rounds),
        new Entry(new ListFlood(60_000, 10_000, durations), List.of("vitals"), rounds));
  }

  /** Returns the part of it that has to do with these. */
  Plan only(Predicate<String> scenarios, Predicate<String> subjects) {
    List<Entry> fewer = new ArrayList<>();
    for (Entry entry : entries) {
      List<String> wanted = entry.subjects.stream().filter(subjects).toList();
      if (scenarios.test(entry.scenario.name()) && !wanted.isEmpty()) {
        fewer.add(new Entry(entry.scenario, wanted, entry.rounds));
      }
    }
    return new Plan(
        "part of " + mode, rounds, shares, fewer, jmh.stream().filter(scenarios).toList());
  }

  /** Returns it without the benchmarks that have no subject to choose. */
  Plan withoutJmh() {
    return new Plan(mode, rounds, shares, entries, List.of());
  }

  /** Returns whom it measures. */
  List<String> subjects() {
    return entries.stream().flatMap(entry -> entry.subjects.stream()).distinct().toList();
  }

  /** Returns what it measures, by name. */
  List<String> names() {
    return Stream.concat(entries.stream().map(entry -> entry.scenario.name()), jmh.stream())
        .distinct()
        .toList();
  }

  /** Returns it with as many rounds of everything. */
  Plan repeated(int times) {
    List<Entry> repeated =
        entries.stream().map(entry -> new Entry(entry.scenario, entry.subjects, times)).toList();
    return new Plan(mode, times, shares, repeated, jmh);
  }
}
