package dev.vitals.benchmarks.report;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A run as one static page: plots, then targets, then all figures. No script, nothing fetched,
 * light and dark, wide and narrow. {@code src/main/jte/page.jte} lays it out: a Maven plugin makes
 * the class {@code JtepageGenerated} of it, which escapes what it writes.
 */
final class Page {

  static final String STYLE = resource("page.css");

  private final Run run;
  private final Summary summary;
  private final List<Target> targets;

  Page(Run run) {
    this.run = run;
    summary = new Summary(run);
    targets = Targets.of(summary);
  }

  String html() {
    StringOutput out = new StringOutput();
    JtepageGenerated.render(new OwaspHtmlTemplateOutput(out), null, this);
    return out.toString();
  }

  List<Figure> figures() {
    return new Plots(summary).figures();
  }

  List<Drawing> ratios() {
    return new RatioPlot(summary).draw("Time to the last watcher, to the floor");
  }

  Table measures() {
    Tables tables = new Tables(summary);
    return Table.of(tables.head(), tables.rows());
  }

  String noise() {
    return new MachineNoise(run).describe();
  }

  String what() {
    Run.Origin origin = run.origin();
    return "Commit %s, %s, Java %s; %s run of %s."
        .formatted(
            origin.commit(), origin.machine(), origin.java(), origin.mode(), origin.started());
  }

  String versions() {
    Map<String, String> versions = new TreeMap<>();
    for (Trial trial : run.trials()) {
      if (Tables.COLUMNS.contains(trial.subject()) && !trial.version().isEmpty()) {
        versions.put(Words.subject(trial.subject()), trial.version());
      }
    }
    return versions.entrySet().stream()
        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
        .collect(Collectors.joining(" · "));
  }

  String score() {
    long measured = targets.size() - count(Target.Verdict.NOT_MEASURED);
    long beyond = count(Target.Verdict.OUT_OF_REACH);
    return "%d of %d measured hold".formatted(count(Target.Verdict.HOLDS), measured)
        + (beyond == 0 ? "" : ", %d out of reach".formatted(beyond));
  }

  private long count(Target.Verdict verdict) {
    return targets.stream().filter(target -> target.verdict() == verdict).count();
  }

  Table targets() {
    Map<String, List<List<String>>> groups = new LinkedHashMap<>();
    Targets.groups(summary)
        .forEach(
            (heading, group) -> {
              List<List<String>> rows =
                  group.stream()
                      .filter(target -> target.verdict() != Target.Verdict.NOT_MEASURED)
                      .map(Page::row)
                      .toList();
              if (!rows.isEmpty()) {
                groups.put(heading, rows);
              }
            });
    return Table.of(List.of("", "target", "bound", "found: median (least–most)"), groups);
  }

  private static List<String> row(Target target) {
    return List.of(target.verdict().word, target.name(), target.bound(), target.found());
  }

  String unmeasured() {
    String names =
        targets.stream()
            .filter(target -> target.verdict() == Target.Verdict.NOT_MEASURED)
            .map(Target::name)
            .collect(Collectors.joining("; "));
    return names.isEmpty() ? "" : "This run did not measure: " + names + ".";
  }

  Table jmh() {
    List<List<String>> rows =
        run.trials().stream()
            .filter(trial -> trial.subject().equals("jmh"))
            .flatMap(
                trial ->
                    trial.figures().entrySet().stream()
                        .map(f -> List.of(f.getKey(), Words.number(f.getValue()))))
            .toList();
    return Table.of(List.of("benchmark", "score"), rows);
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
