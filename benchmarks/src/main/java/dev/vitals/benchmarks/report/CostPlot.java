package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Cost against the number of watchers, both logarithmic: a line a subject. */
final class CostPlot {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 340;
  private static final int LEFT = 66;
  private static final int RIGHT = 30;
  private static final int TOP = 12;
  private static final int BOTTOM = 44;

  private final Summary summary;
  private final String figure;
  private final Map<String, Map<Integer, Double>> lines = new TreeMap<>();

  /** Takes a figure of the fan-outs over ten connections, or as many as there are watchers. */
  CostPlot(Summary summary, String figure) {
    this.summary = summary;
    this.figure = figure;
    for (String scenario : summary.scenarios(CostPlot::isDrawn)) {
      summary.subjects(scenario).stream()
          .filter(Tables.COLUMNS::contains)
          .forEach(subject -> take(scenario, subject));
    }
  }

  private static boolean isDrawn(String scenario) {
    return scenario.startsWith("fan-out ")
        && (scenario.endsWith("/10") || scenario.equals("fan-out 1/1"));
  }

  private void take(String scenario, String subject) {
    String sizes = scenario.substring("fan-out ".length());
    int watchers = Integer.parseInt(sizes.substring(0, sizes.indexOf('/')));
    Optional<Spread> found = summary.figure(scenario, subject, figure);
    if (found.isPresent() && found.get().median() > 0) {
      lines
          .computeIfAbsent(subject, unknown -> new TreeMap<>())
          .put(watchers, found.get().median());
    }
  }

  String draw(String label) {
    List<Double> counts = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    lines.values().forEach(line -> line.keySet().forEach(count -> counts.add((double) count)));
    lines.values().forEach(line -> costs.addAll(line.values()));
    Axis across = Axis.decades(counts, LEFT, WIDTH - RIGHT);
    Axis up = Axis.decades(costs, HEIGHT - BOTTOM, TOP);
    Drawing drawing = new Drawing(WIDTH, HEIGHT);
    grid(drawing, across, up);
    lines.forEach((subject, line) -> line(drawing, across, up, subject, line));
    return drawing.svg(label);
  }

  private static void grid(Drawing drawing, Axis across, Axis up) {
    for (double power : across.powers()) {
      double x = across.at(power);
      drawing.line("grid", x, up.start(), x, up.end());
      drawing.text(x, HEIGHT - BOTTOM + 18, "middle", Words.number(power));
    }
    for (double power : up.powers()) {
      double y = up.at(power);
      drawing.line("grid", across.start(), y, across.end(), y);
      drawing.text(LEFT - 8, y + 5, "end", Words.micros(power));
    }
    drawing.text((across.start() + across.end()) / 2, HEIGHT - 6, "middle", "watchers");
  }

  private static void line(
      Drawing drawing, Axis across, Axis up, String subject, Map<Integer, Double> line) {
    double lastX = 0;
    double lastY = 0;
    boolean begun = false;
    for (Map.Entry<Integer, Double> point : line.entrySet()) {
      double x = across.at(point.getKey());
      double y = up.at(point.getValue());
      if (begun) {
        drawing.line("line " + subject, lastX, lastY, x, y);
      }
      String title =
          "%s, %s watchers: %s"
              .formatted(
                  Words.subject(subject),
                  Words.number(point.getKey()),
                  Words.micros(point.getValue()));
      drawing.dot("dot " + subject, x, y, title);
      lastX = x;
      lastY = y;
      begun = true;
    }
  }
}
