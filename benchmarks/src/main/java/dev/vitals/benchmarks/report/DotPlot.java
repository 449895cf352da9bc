package dev.vitals.benchmarks.report;

import java.util.List;

/** One figure of each subject, in a row each, on a logarithmic axis. */
final class DotPlot {

  private static final int WIDTH = 480;
  private static final int LEFT = 140;
  private static final int RIGHT = 96;
  private static final int ROW = 26;
  private static final int TOP = 8;
  private static final int BOTTOM = 8;

  private final Summary summary;
  private final Measure measure;

  DotPlot(Summary summary, Measure measure) {
    this.summary = summary;
    this.measure = measure;
  }

  Drawing draw(String label) {
    List<String> subjects =
        Tables.COLUMNS.stream().filter(s -> measure.median(summary, s).isPresent()).toList();
    Axis across = Axis.decades(positive(subjects), LEFT, WIDTH - RIGHT);
    int height = TOP + subjects.size() * ROW + BOTTOM;
    Drawing drawing = new Drawing(label, WIDTH, height);
    for (double power : across.powers()) {
      drawing.line("grid", across.at(power), TOP, across.at(power), height - BOTTOM);
    }
    double y = TOP + ROW / 2.0;
    for (String subject : subjects) {
      double x = across.at(measure.median(summary, subject).orElseThrow());
      String found = measure.cell(summary, subject);
      drawing.text("name", LEFT - 12, y + 5, "end", Words.plotSubject(subject));
      drawing.line("line " + subject, across.start(), y, x, y);
      drawing.mark(subject, x, y, Words.subject(subject) + ": " + found);
      drawing.text("name", x + 10, y + 5, "start", found);
      y += ROW;
    }
    return drawing;
  }

  /** What is zero or less starts at the axis' start. */
  private List<Double> positive(List<String> subjects) {
    return subjects.stream()
        .map(subject -> measure.median(summary, subject).orElseThrow())
        .filter(median -> median > 0)
        .toList();
  }
}
