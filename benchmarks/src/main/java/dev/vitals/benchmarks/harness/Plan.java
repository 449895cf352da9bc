package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a run measures.
 *
 * @param mode its name
 * @param rounds how often each is repeated; trials of a round are neighbours in time
 * @param entries what, and of whom
 * @param jmh classes of benchmarks that are run once, before all else
 */
record Plan(String mode, int rounds, List<Entry> entries, List<String> jmh) {

  private static final List<String> GRPC_JAVA =
      List.of("vitals", "status-manager", "floor-sharded", "floor-event-loop");
  private static final List<String> PEERS =
      List.of(
          "vitals", "status-manager", "armeria", "grpc-go", "floor-sharded", "floor-event-loop");
  private static final List<String> ALL =
      List.of(
          "vitals",
          "status-manager",
          "armeria",
          "grpc-go",
          "floor-sharded",
          "floor-event-loop",
          "wire");
  private static final List<String> SAME_EXECUTOR =
      List.of("vitals", "status-manager", "floor-sharded");

  /**
   * One scenario and its subjects.
   *
   * @param rounds in how many of the run's rounds it is measured
   */
  record Entry(Scenario scenario, List<String> subjects, int rounds) {}

  static Plan quick() {
    Effort effort = Effort.QUICK;
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(new FanOut(1000, 10, effort), ALL, 1));
    entries.add(new Entry(new FanOut(10_000, 10, effort), ALL, 2));
    entries.add(new Entry(new FanOut(10_000, 100, effort), ALL, 1));
    entries.add(new Entry(new FanOut(100, 10, effort), List.of("vitals", "status-manager"), 1));
    entries.add(new Entry(new CountsAsked(), List.of("counts"), 1));
    entries.add(new Entry(new InProcessCaller(100_000, effort), List.of("core"), 1));
    entries.add(new Entry(new Storm(10_000, 1000, 10, effort), ALL, 1));
    entries.add(new Entry(new Stalled(1_000_000, effort), GRPC_JAVA, 1));
    entries.add(new Entry(new Retained(10_000, 10), GRPC_JAVA, 1));
    entries.add(new Entry(new Establish(10_000, 10, 4), GRPC_JAVA, 1));
    entries.add(new Entry(new CheckRate(64, 4, effort), SAME_EXECUTOR, 1));
    entries.add(new Entry(idle(Duration.ofSeconds(3)), List.of("checks"), 1));
    return new Plan("quick", 2, entries, List.of());
  }

  static Plan full() {
    Effort effort = Effort.FULL;
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(new CountsAsked(), List.of("counts"), 1));
    entries.add(new Entry(new FanOut(1, 1, effort), ALL, 3));
    entries.add(new Entry(new FanOut(10, 10, effort), ALL, 3));
    entries.add(new Entry(new FanOut(100, 10, effort), ALL, 5));
    entries.add(new Entry(new FanOut(1000, 10, effort), ALL, 5));
    entries.add(new Entry(new FanOut(1000, 100, effort), ALL, 5));
    entries.add(new Entry(new FanOut(10_000, 10, effort), ALL, 5));
    entries.add(new Entry(new FanOut(10_000, 100, effort), ALL, 5));
    entries.add(new Entry(new InProcessCaller(100_000, effort), List.of("core"), 3));
    entries.add(new Entry(new Storm(10_000, 1000, 10, effort), ALL, 2));
    entries.add(new Entry(new Stalled(1_000_000, effort), PEERS, 3));
    entries.add(new Entry(new Retained(10_000, 10), ALL, 3));
    entries.add(new Entry(new Establish(10_000, 10, 10), ALL, 3));
    entries.add(new Entry(new CheckRate(64, 4, effort), PEERS, 5));
    entries.add(new Entry(idle(Duration.ofSeconds(20)), List.of("checks"), 2));
    return new Plan("full", 5, entries, Jmh.CLASSES);
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
    return new Plan(mode, rounds, fewer, jmh.stream().filter(scenarios).toList());
  }

  /** Returns it with as many rounds of everything. */
  Plan repeated(int times) {
    List<Entry> repeated =
        entries.stream().map(entry -> new Entry(entry.scenario, entry.subjects, times)).toList();
    return new Plan(mode, times, repeated, jmh);
  }

  private static Scenario idle(Duration measure) {
    return new IdleChecks(10_000, measure);
  }
}
