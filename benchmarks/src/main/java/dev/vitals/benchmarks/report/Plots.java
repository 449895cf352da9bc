package dev.vitals.benchmarks.report;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plots of a page, and their legend. */
final class Plots {

  private static final String MANY = "fan-out 10000/10";

  private final Summary summary;

  Plots(Summary summary) {
    this.summary = summary;
  }

  /** Returns the plots that compare Vitals with its peers, in the order in which they matter. */
  String figures() {
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
        .filter(figure -> !figure.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private String cost(String title, String figure, String verb, String rest) {
    CostPlot plot = new CostPlot(summary, figure);
    return plot.isEmpty()
        ? ""
        : new Figure(title, Measure.micros("", MANY, figure), verb, rest)
            .html(summary, plot.draw(title));
  }

  private String dots(String title, Measure measure, String verb, String rest) {
    boolean drawn = Tables.COLUMNS.stream().anyMatch(s -> measure.median(summary, s).isPresent());
    return drawn
        ? new Figure(title, measure, verb, rest)
            .html(summary, new DotPlot(summary, measure).draw(title))
        : "";
  }

  /** Returns how each subject is drawn: the health services first. */
  static String legend() {
    return Tables.COLUMNS.stream()
        .map(
            subject ->
                "<li>%s%s</li>".formatted(sample(subject), Html.escape(Words.subject(subject))))
        .collect(Collectors.joining("\n", "<ul class=\"legend\">\n", "\n</ul>"));
  }

  private static String sample(String subject) {
    return new Drawing(28, 14)
        .line("line " + subject, 0, 7, 28, 7)
        .mark(subject, 14, 7, Words.subject(subject))
        .svg(Words.subject(subject));
  }
}
