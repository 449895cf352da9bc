package dev.vitals.conformance.selftest;

import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Outcomes of {@link Selftest} for people to read, without colour. Pure. */
final class OutcomeTable {
  private static final int SLOWEST_COUNT = 10;

  private OutcomeTable() {}

  /** One outcome: how it was judged, by which cases, and what is wrong with that. */
  static String line(Outcome outcome) {
    String word = outcome.broken() ? "killed" : "left alone";
    String by =
        outcome.kills().stream()
            .map(kill -> kill.test().clauseId())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String line =
        String.format(
            Locale.ROOT, "%-10s %s  %s", outcome.isGood() ? word : "WRONG", time(outcome), by);
    return line.stripTrailing()
        + Stream.concat(outcome.faults().stream(), outcome.cascade().stream())
            .map(fault -> "\n      " + fault)
            .collect(Collectors.joining());
  }

  /** The sum of it all: how many, what went wrong, and what took longest. */
  static String of(List<Outcome> outcomes, Duration time) {
    long mutants = outcomes.stream().filter(Outcome::broken).count();
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
    text.append("slowest:\n");
    outcomes.stream()
        .sorted(Comparator.comparing(Outcome::time).reversed())
        .limit(SLOWEST_COUNT)
        .forEach(outcome -> text.append("  ").append(time(outcome)).append('\n'));
    return text.toString();
  }

  private static String time(Outcome outcome) {
    return String.format(
        Locale.ROOT, "%-38s %6.1f s", outcome.id(), outcome.time().toMillis() / 1000.0);
  }
}
