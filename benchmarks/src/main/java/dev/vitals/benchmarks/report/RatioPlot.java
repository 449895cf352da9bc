package dev.vitals.benchmarks.report;

import java.util.List;

/**
 * How many times the floor each took to the last watcher: the median, and a line for its spread.
 */
final class RatioPlot {

  private static final List<String> SUBJECTS =
      List.of("vitals", "status-manager", "grpc-go", "armeria", "dedicated");
  private static final Axis ACROSS = new Axis(0.05, 20, 84, 468);
  private static final double[] MARKS = {0.1, 0.5, 1, 2, 5, 10};
  private static final int ROW = 17;

  private final Summary summary;

  RatioPlot(Summary summary) {
    this.summary = summary;
  }

  String draw(String label) {
    List<String> scenarios =
        summary.scenarios(
            scenario ->
                scenario.startsWith("fan-out ")
                    && summary.toFloor(scenario, SUBJECTS.get(0), "last_us").isPresent());
    int height = 12 + scenarios.size() * (SUBJECTS.size() + 1) * ROW + 28;
    Drawing drawing = new Drawing(480, height);
    for (double mark : MARKS) {
      drawing.line(mark == 1 ? "floor" : "grid", ACROSS.at(mark), 8, ACROSS.at(mark), height - 26);
      drawing.text(ACROSS.at(mark), height - 8, "middle", Words.number(mark) + " ×");
    }
    double y = 8 + ROW;
    for (String scenario : scenarios) {
      String sizes = scenario.substring("fan-out ".length());
      drawing.text(76, y + 1.5 * ROW, "end", sizes);
      for (String subject : SUBJECTS) {
        row(drawing, scenario, subject, y);
        y += ROW;
      }
      y += ROW;
    }
    return drawing.svg(label);
  }

  private void row(Drawing drawing, String scenario, String subject, double y) {
    summary
        .toFloor(scenario, subject, "last_us")
        .ifPresent(
            ratio -> {
              drawing.line(
                  "line " + subject, ACROSS.at(ratio.least()), y, ACROSS.at(ratio.most()), y);
              String title = Words.subject(subject) + ": " + Words.spread(ratio, " ×");
              drawing.dot("dot " + subject, ACROSS.at(ratio.median()), y, title);
            });
  }
}
