package dev.vitals.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cost against the number of watchers, both logarithmic: a line for each subject, with its name at
 * the end.
 */
final class CostPlot {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 330;
  private static final int LEFT = 64;
  private static final int RIGHT = 158;
  private static final int TOP = 10;
  private static final int BOTTOM = 44;
  private static final int NAME_X = WIDTH - RIGHT + 22;
  private static final int NAME_HEIGHT = 17;

  private final Map<String, Map<Integer, Double>> lines = new LinkedHashMap<>();

  /** Takes a figure of the fan-outs over ten connections, or as many as there are watchers. */
  CostPlot(Summary summary, String figure) {
    List<String> subjects = new ArrayList<>(Tables.COLUMNS);
    Collections.reverse(subjects); // Vitals and its peers are drawn over the floors
    for (String subject : subjects) {
      Map<Integer, Double> line = new TreeMap<>();
      for (String scenario : summary.scenarios(CostPlot::isDrawn)) {
        summary
            .figure(scenario, subject, figure)
            .map(Spread::median)
            .filter(median -> median > 0)
            .ifPresent(median -> line.put(watchers(scenario), median));
      }
      if (!line.isEmpty()) {
        lines.put(subject, line);
      }
    }
  }

  private static boolean isDrawn(String scenario) {
    return scenario.startsWith("fan-out ")
        && (scenario.endsWith("/10") || scenario.equals("fan-out 1/1"));
  }

  private static int watchers(String scenario) {
    String sizes = scenario.substring("fan-out ".length());
    return Integer.parseInt(sizes.substring(0, sizes.indexOf('/')));
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  Drawing draw(String label) {
    List<Double> counts = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    lines.values().forEach(line -> line.keySet().forEach(count -> counts.add((double) count)));
    lines.values().forEach(line -> costs.addAll(line.values()));
    Axis across = Axis.decades(counts, LEFT, WIDTH - RIGHT);
    Axis up = Axis.decades(costs, HEIGHT - BOTTOM, TOP);
    Drawing drawing = new Drawing(label, WIDTH, HEIGHT);
    grid(drawing, across, up);
    List<End> ends = new ArrayList<>();
    lines.forEach((subject, line) -> ends.add(line(drawing, across, up, subject, line)));
    names(drawing, ends);
    return drawing;
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

  /** Where a subject's line ends. */
  private record End(String subject, double x, double y) {}

  private static End line(
      Drawing drawing, Axis across, Axis up, String subject, Map<Integer, Double> line) {
    End last = null;
    List<End> points = new ArrayList<>();
    for (Map.Entry<Integer, Double> point : line.entrySet()) {
      End next = new End(subject, across.at(point.getKey()), up.at(point.getValue()));
      if (last != null) {
        drawing.line("line " + subject, last.x, last.y, next.x, next.y);
      }
      points.add(next);
      last = next;
    }
    int at = 0;
    for (Map.Entry<Integer, Double> point : line.entrySet()) {
      End drawn = points.get(at++);
      drawing.mark(subject, drawn.x, drawn.y, title(subject, point));
    }
    return points.get(points.size() - 1);
  }

  private static String title(String subject, Map.Entry<Integer, Double> point) {
    return "%s, %s watchers: %s"
        .formatted(
            Words.subject(subject), Words.number(point.getKey()), Words.micros(point.getValue()));
  }

  /** Writes the names beside the ends, apart from one another. */
  private static void names(Drawing drawing, List<End> ends) {
    ends.sort(Comparator.comparingDouble(End::y));
    double[] places = new double[ends.size()];
    double lowest = HEIGHT - BOTTOM - 6;
    for (int i = 0; i < places.length; i++) {
      double above = i == 0 ? TOP : places[i - 1] + NAME_HEIGHT;
      places[i] = Math.max(above, ends.get(i).y);
    }
    for (int i = places.length - 1; i >= 0; i--) {
      places[i] = Math.min(places[i], lowest);
      lowest = places[i] - NAME_HEIGHT;
    }
    for (int i = 0; i < places.length; i++) {
      End end = ends.get(i);
      drawing.line("leader", end.x + 7, end.y, NAME_X - 3, places[i]);
      drawing.text("name", NAME_X, places[i] + 4, "start", Words.plotSubject(end.subject));
    }
  }
}
