package dev.vitals.conformance.selftest;

import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Outcomes of {@link Selftest} for people to read, without colour. Pure. */
final class SelftestTable {
  private static final int SLOWEST_COUNT = 5;

  private SelftestTable() {}

  /** One outcome: how it was judged, by which cases, and what is wrong with that. */
  static String line(SelftestOutcome outcome) {
    String word = outcome.broken() ? "killed" : "left alone";
    String by =
        outcome.kills().stream()
            .map(kill -> kill.test().clauseId())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String line =
        String.format(
            Locale.ROOT,
            "%-10s %-38s %6.1f s  %s",
            outcome.isGood() ? word : "WRONG",
            outcome.id(),
            outcome.time().toMillis() / 1000.0,
            by);
    return line.stripTrailing()
        + outcome.faults().stream().map(fault -> "\n      " + fault).collect(Collectors.joining());
  }

  /** The sum of it all: how many, what went wrong, and what took longest. */
  static String of(List<SelftestOutcome> outcomes, Duration time) {
    long mutants = outcomes.stream().filter(SelftestOutcome::broken).count();
    long killed = outcomes.stream().filter(o -> o.broken() && o.isGood()).count();
    long left = outcomes.stream().filter(o -> !o.broken() && o.isGood()).count();
    StringBuilder text = new StringBuilder("\n");
    outcomes.stream()
        .filter(outcome -> !outcome.isGood())
        .forEach(outcome -> text.append(line(outcome)).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "broken servers killed %d/%d · legal variants left alone %d/%d · %s%n",
            killed,
            mutants,
            left,
            outcomes.size() - mutants,
            Words.time(time)));
    text.append("slowest: ");
    text.append(
        outcomes.stream()
            .sorted(Comparator.comparing(SelftestOutcome::time).reversed())
            .limit(SLOWEST_COUNT)
            .map(outcome -> outcome.id() + " " + Words.time(outcome.time()))
            .collect(Collectors.joining(", ")));
    return text.append('\n').toString();
  }
}
