package dev.vitals.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The plots of a page, and their legend. */
final class Plots {

  private static final String MANY = "fan-out 10000/10";

  private final Summary summary;

  Plots(Summary summary) {
    this.summary = summary;
  }

  /** A subject's name, and how it is drawn. */
  record Sample(String name, Drawing drawing) {}

  /** Returns the plots that compare Vitals with its peers, in the order in which they matter. */
  List<Figure> figures() {
    return Stream.of(
            cost(
                "From a change to the last watcher.",
                Targets.LAST,
                "takes",
                "to reach the last of 10,000 watchers"),
            cost(
                "How long the changing thread is held.",
                Targets.CALLER,
                "holds it for",
                "with 10,000 watchers"),
            dots(
                "A storm of 10,000 changes to 1,000 watchers.",
                new Measure("", "storm 10000x1000", "final_ms", Measure.Unit.MILLIS),
                "takes",
                "until all have the last one"),
            dots(
                "Heap kept for one client that does not read.",
                new Measure("", "stalled 1000000", "growth_kb", Measure.Unit.KILOBYTES),
                "keeps",
                "after a million changes"),
            cost(
                "The server's processor time for a change.",
                "cpu_a_change_us",
                "uses",
                "with 10,000 watchers"),
            dots(
                "A Check, with 64 at once, on each server's default executor.",
                Measure.micros("", "check 64/4", "check_us"),
                "takes",
                "for each"))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Figure> cost(String title, String figure, String verb, String rest) {
    CostPlot plot = new CostPlot(summary, figure);
    Measure quoted = Measure.micros("", MANY, figure);
    return plot.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(title, Figure.sentence(summary, quoted, verb, rest), plot.draw(title)));
  }

  private Optional<Figure> dots(String title, Measure measure, String verb, String rest) {
    boolean drawn = Tables.COLUMNS.stream().anyMatch(s -> measure.median(summary, s).isPresent());
    return drawn
        ? Optional.of(
            new Figure(
                title,
                Figure.sentence(summary, measure, verb, rest),
                new DotPlot(summary, measure).draw(title)))
        : Optional.empty();
  }

  /** Returns how each subject is drawn: the health services first. */
  static List<Sample> legend() {
    return Tables.COLUMNS.stream()
        .map(subject -> new Sample(Words.subject(subject), sample(subject)))
        .toList();
  }

  private static Drawing sample(String subject) {
    return new Drawing(Words.subject(subject), 28, 14)
        .line("line " + subject, 0, 7, 28, 7)
        .mark(subject, 14, 7, Words.subject(subject));
  }
}
