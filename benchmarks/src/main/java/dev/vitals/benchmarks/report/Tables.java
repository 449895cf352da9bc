package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run's figures in rows: the measures that matter, with a column for each subject. */
final class Tables {

  /** The subjects in the order in which they are shown. */
  static final List<String> COLUMNS =
      List.of(
          "vitals",
          "status-manager",
          "armeria",
          "grpc-go",
          "floor-sharded",
          "floor-event-loop",
          "dedicated",
          "wire");

  private static final List<Measure> MEASURES =
      List.of(
          Measure.micros("change → the last of 1", "fan-out 1/1", "last_us"),
          Measure.micros("change → the last of 10 on 10 connections", "fan-out 10/10", "last_us"),
          Measure.micros("change → the last of 100 on 10", "fan-out 100/10", "last_us"),
          Measure.micros("change → the last of 1,000 on 10", "fan-out 1000/10", "last_us"),
          Measure.micros("change → the last of 1,000 on 100", "fan-out 1000/100", "last_us"),
          Measure.micros("change → the last of 10,000 on 10", "fan-out 10000/10", "last_us"),
          Measure.micros("change → the last of 10,000 on 100", "fan-out 10000/100", "last_us"),
          Measure.micros("caller held, 1,000 watchers", "fan-out 1000/10", "caller_us"),
          Measure.micros("caller held, 10,000 watchers", "fan-out 10000/10", "caller_us"),
          Measure.micros("processor time a change, 10,000", "fan-out 10000/10", "cpu_a_change_us"),
          new Measure(
              "heap allocated a message, 10,000",
              "fan-out 10000/10",
              "allocated_a_message_b",
              Measure.Unit.BYTES),
          new Measure(
              "storm, 10,000 × 1,000: all have the last after",
              "storm 10000x1000",
              "final_ms",
              Measure.Unit.MILLIS),
          new Measure(
              "storm, messages a watcher",
              "storm 10000x1000",
              "messages_a_watcher",
              Measure.Unit.COUNT),
          new Measure(
              "stalled, 1 M changes: heap growth",
              "stalled 1000000",
              "growth_kb",
              Measure.Unit.KILOBYTES),
          new Measure(
              "stalled, stale messages on resume",
              "stalled 1000000",
              "stale_messages",
              Measure.Unit.COUNT),
          new Measure(
              "retained heap an idle watcher",
              "retained 10000/10",
              "heap_a_watcher_b",
              Measure.Unit.BYTES),
          Measure.micros("10,000 watches opened at once", "establish 10000/10", "all_us"),
          Measure.micros("a Check, 64 at once", "check 64/4", "check_us"),
          Measure.micros("a Check, processor time", "check 64/4", "cpu_a_check_us"));

  /** The floor that has the executors that Vitals has. */
  private static final List<String> BRIEF_COLUMNS =
      List.of("vitals", "status-manager", "armeria", "grpc-go", "floor-sharded");

  private static final String NARROW = "Health<wbr>Status<wbr>Manager";
  private static final char NO_BREAK = '\u00a0';
  private static final String BRIEF_HEAD =
      "| | Vitals | HealthStatusManager | Armeria | grpc-go | floor |";

  private static final List<Measure> BRIEF =
      List.of(
          Measure.micros(
              "time until the last of 10,000 watchers has a change", "fan-out 10000/10", "last_us"),
          Measure.micros(
              "time the call that makes this change takes", "fan-out 10000/10", "caller_us"),
          new Measure(
              "time until each of 1,000 watchers has the last of 10,000 changes in a row",
              "storm 10000x1000",
              "final_ms",
              Measure.Unit.MILLIS),
          new Measure(
              "messages to each of them meanwhile",
              "storm 10000x1000",
              "messages_a_watcher",
              Measure.Unit.COUNT),
          new Measure(
              "heap that an idle watcher keeps",
              "retained 10000/10",
              "heap_a_watcher_b",
              Measure.Unit.BYTES),
          Measure.micros("time of a Check, 64 at once", "check 64/4", "check_us"));

  private final Summary summary;
  private final List<String> columns;

  /** Takes the subjects that have a figure: a part of a run has none of some. */
  Tables(Summary summary) {
    this.summary = summary;
    columns =
        COLUMNS.stream()
            .filter(subject -> MEASURES.stream().anyMatch(m -> !cell(m, subject).isEmpty()))
            .toList();
  }

  List<String> head() {
    return head(Words::subject);
  }

  /** Returns a head for a terminal, which is narrower. */
  List<String> shortHead() {
    return head(Words::shortSubject);
  }

  private List<String> head(UnaryOperator<String> name) {
    List<String> head = new ArrayList<>(List.of("measure"));
    columns.forEach(subject -> head.add(name.apply(subject)));
    return head;
  }

  /** Returns what the short names stand for, in a line each. */
  String key() {
    return columns.stream()
        .filter(subject -> !Words.shortSubject(subject).equals(Words.subject(subject)))
        .map(subject -> "%-9s  %s%n".formatted(Words.shortSubject(subject), Words.subject(subject)))
        .collect(Collectors.joining());
  }

  /** Returns the measures that the run has, the medians of its rounds in each cell. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (Measure measure : MEASURES) {
      List<String> cells =
          columns.stream().map(subject -> cell(measure, subject)).collect(Collectors.toList());
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        cells.add(0, measure.title());
        rows.add(cells);
      }
    }
    return rows;
  }

  private String cell(Measure measure, String subject) {
    return measure.cell(summary, subject);
  }

  /** Returns the table in Markdown. */
  String markdown() {
    List<String> lines = new ArrayList<>();
    String head = String.join(" | ", head()).replace("HealthStatusManager", NARROW);
    lines.add("| " + head + " |");
    lines.add("|" + " --- |".repeat(head().size()));
    rows().forEach(row -> lines.add(line(row.get(0), row.stream().skip(1))));
    return String.join("\n", lines) + "\n";
  }

  /** Returns what matters most in Markdown, for a page that speaks of other things as well. */
  String brief() {
    List<String> lines = new ArrayList<>();
    lines.add(BRIEF_HEAD);
    lines.add("|" + " --- |".repeat(BRIEF_COLUMNS.size() + 1));
    for (Measure measure : BRIEF) {
      lines.add(
          line(measure.title(), BRIEF_COLUMNS.stream().map(subject -> cell(measure, subject))));
    }
    return String.join("\n", lines) + "\n";
  }

  /** Returns a row in Markdown, in which no figure is parted from its unit. */
  private static String line(String title, Stream<String> figures) {
    return figures
        .map(figure -> figure.replace(' ', NO_BREAK))
        .collect(Collectors.joining(" | ", "| " + title + " | ", " |"));
  }

  /** Returns the targets in Markdown. */
  static String markdown(List<Target> targets) {
    List<String> lines = new ArrayList<>();
    lines.add("| target | bound | found | |");
    lines.add("| --- | --- | --- | --- |");
    targets.forEach(
        target ->
            lines.add(
                "| %s | %s | %s | %s |"
                    .formatted(
                        target.name(), target.bound(), target.found(), target.verdict().word)));
    return String.join("\n", lines) + "\n";
  }
}
