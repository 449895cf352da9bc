package dev.vitals.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many times as long as the floor a change takes to the last watcher: a mark for the median,
 * and a line from the least to the most of the rounds.
 */
final class RatioPlot {

  private static final List<String> SUBJECTS =
      List.of("vitals", "status-manager", "armeria", "grpc-go", "dedicated");
  private static final int WIDTH = 480;
  private static final Axis ACROSS = new Axis(0.03, 20, 142, WIDTH - 16);
  private static final double[] MARKS = {0.1, 0.3, 1, 3, 10};
  private static final int ROW = 19;
  private static final int TOP = 6;
  private static final int BOTTOM = 26;

  private final Summary summary;

  RatioPlot(Summary summary) {
    this.summary = summary;
  }

  private Optional<Spread> ratio(String scenario, String subject) {
    return summary.ratio(scenario, subject, Targets.FLOOR, Targets.LAST);
  }

  private List<String> subjects(String scenario) {
    return SUBJECTS.stream().filter(subject -> ratio(scenario, subject).isPresent()).toList();
  }

  /** Draws all fan-outs, few watchers beside many: two drawings of about one height. */
  List<Drawing> draw(String label) {
    List<String> scenarios =
        summary.scenarios(
            scenario -> scenario.startsWith("fan-out ") && !subjects(scenario).isEmpty());
    int half = scenarios.size() / 2;
    return Stream.of(scenarios.subList(0, half), scenarios.subList(half, scenarios.size()))
        .filter(part -> !part.isEmpty())
        .map(part -> draw(label, part))
        .toList();
  }

  private Drawing draw(String label, List<String> scenarios) {
    int rows = scenarios.stream().mapToInt(scenario -> subjects(scenario).size() + 2).sum();
    int height = TOP + rows * ROW + BOTTOM;
    Drawing drawing = new Drawing(label, WIDTH, height);
    for (double mark : MARKS) {
      String style = mark == 1 ? "floor" : "grid";
      drawing.line(style, ACROSS.at(mark), TOP, ACROSS.at(mark), height - BOTTOM);
      drawing.text(ACROSS.at(mark), height - 8, "middle", Words.number(mark) + " ×");
    }
    double y = TOP + ROW / 2.0;
    for (String scenario : scenarios) {
      drawing.text(
          "group", 0, y + 5, "start", Words.sizesInFull(scenario.substring("fan-out ".length())));
      y += ROW;
      for (String subject : subjects(scenario)) {
        row(drawing, scenario, subject, y);
        y += ROW;
      }
      y += ROW;
    }
    return drawing;
  }

  private void row(Drawing drawing, String scenario, String subject, double y) {
    Spread found = ratio(scenario, subject).orElseThrow();
    drawing.text("name", 130, y + 5, "end", Words.plotSubject(subject));
    drawing.line("line " + subject, ACROSS.at(found.least()), y, ACROSS.at(found.most()), y);
    String title = Words.subject(subject) + ": " + Words.spread(found, " ×");
    drawing.mark(subject, ACROSS.at(found.median()), y, title);
  }
}
