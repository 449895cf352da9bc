package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two runs of one machine, side by side: before and after a change. */
final class Comparison {

  private static final List<String> FIGURES =
      List.of(
          "last_us",
          "caller_us",
          "cpu_a_change_us",
          "allocated_a_message_b",
          "final_ms",
          "messages_a_watcher",
          "growth_kb",
          "heap_a_watcher_b",
          "all_us",
          "check_us",
          "cpu_a_check_us",
          "cpu_percent_of_a_core");

  private final Run before;
  private final Run after;

  /**
   * Puts them side by side.
   *
   * @throws IllegalArgumentException if the machines differ
   */
  Comparison(Run before, Run after) {
    if (!before.origin().machine().equals(after.origin().machine())) {
      throw new IllegalArgumentException(
          "machines: %s; %s (expected: one and the same, else the difference tells nothing)"
              .formatted(before.origin().machine(), after.origin().machine()));
    }
    this.before = before;
    this.after = after;
  }

  /** Returns a Markdown table of what both measured. */
  String markdown() {
    Summary old = new Summary(before);
    Summary now = new Summary(after);
    List<String> lines = new ArrayList<>();
    lines.add("| scenario | subject | figure | before | after | ratio |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    for (String scenario : now.scenarios(any -> true)) {
      for (String subject : now.subjects(scenario)) {
        for (String name : FIGURES) {
          Optional<Spread> was = old.figure(scenario, subject, name);
          Optional<Spread> is = now.figure(scenario, subject, name);
          if (was.isPresent() && is.isPresent()) {
            lines.add(
                "| %s | %s | %s | %s | %s | %s |"
                    .formatted(
                        scenario,
                        subject,
                        name,
                        Words.spread(was.get(), ""),
                        Words.spread(is.get(), ""),
                        Words.number(is.get().median() / was.get().median())));
          }
        }
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
