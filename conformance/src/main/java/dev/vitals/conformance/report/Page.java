package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.clause.Source;
import dev.vitals.conformance.rig.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the page says of one implementation or several, in the order in which the templates show it.
 * Immutable.
 */
final class Page {
  private static final String STYLE = resource("report.css");

  /** Beyond so many, columns are narrow and their heads stand upright. */
  private static final int MOST_IN_WIDE_COLUMNS = 12;

  private final List<Report> reports;
  private final ResultMatrix matrix;
  private final List<Report.Row> attention;
  private final List<Measured> measured;

  Page(List<Report> reports) {
    this.reports = List.copyOf(reports);
    matrix = new ResultMatrix(this.reports);
    attention = attention(first());
    measured = measured(this.reports);
  }

  /** A place on the page, and what a link to it says. */
  record Link(String to, String text) {}

  /** A mark and what it means. */
  record Legend(String style, String mark, String meaning) {}

  /** What a subject says of itself. */
  record Fact(String name, String value) {}

  /** An implementation among several, its place on the page, and in the matrix. */
  record Implementation(int index, Report report, Shortcomings shortcomings) {
    String place() {
      return "implementation." + index;
    }

    /** The place of what it made of a clause. */
    String evidence(Clause clause) {
      return ClauseEvidence.place(clause, index);
    }
  }

  /** A measured value, with a column an implementation. */
  record Measured(String what, List<String> values) {}

  List<Report> reports() {
    return reports;
  }

  /** Whether there is one implementation and nothing to compare. */
  boolean isAlone() {
    return reports.size() == 1;
  }

  /** The first implementation: the only one, if it is alone. */
  Report first() {
    return reports.get(0);
  }

  String title() {
    return "grpc.health.v1: " + (isAlone() ? first().title() : reports.size() + " implementations");
  }

  String style() {
    return STYLE;
  }

  /** What they all come to. */
  String opening() {
    return Opening.of(reports);
  }

  List<Implementation> implementations() {
    return IntStream.range(0, reports.size())
        .mapToObj(i -> new Implementation(i, reports.get(i), Shortcomings.of(matrix, i)))
        .toList();
  }

  private boolean isCrowded() {
    return reports.size() > MOST_IN_WIDE_COLUMNS;
  }

  /** The style of a table of verdicts with a column an implementation. */
  String tableStyle() {
    return isCrowded() ? "matrix crowded" : measuredStyle();
  }

  /** The style of a table of values, which are wider than marks. */
  String measuredStyle() {
    return isAlone() ? "matrix alone" : "matrix";
  }

  /** A mark that fits into its column. */
  String mark(Verdict verdict) {
    if (!isCrowded()) {
      return verdict.mark();
    }
    return switch (verdict) {
      case BLOCKED -> "blk";
      case HARNESS_ERROR -> "ERR";
      case NOT_RUN -> "no";
      case XFAIL -> "xfl";
      case XPASS -> "XPS";
      default -> verdict.mark();
    };
  }

  /** The numbers in front, in parts between which a line may be broken. */
  List<String> headline() {
    return Arrays.asList(first().summary().headline().split("(?<= ·) "));
  }

  List<Fact> facts() {
    Report.SubjectPart subject = first().subject();
    List<Fact> facts =
        List.of(
            new Fact("language", subject.language()),
            new Fact("offers", String.join(" ", subject.methods())),
            new Fact(
                "commands", subject.ops().isEmpty() ? "none" : String.join(" ", subject.ops())),
            new Fact("statuses", String.join(" ", subject.statuses())),
            new Fact("run", first().run().started() + ", " + run(first())),
            new Fact("machine", Objects.toString(first().run().machine(), "")));
    return facts.stream().filter(fact -> !fact.value().isBlank()).toList();
  }

  /** How a run was made. */
  static String run(Report report) {
    return "%s, seed %d, %d s"
        .formatted(
            report.run().profile().toLowerCase(Locale.ROOT),
            report.run().seed(),
            Math.round(report.run().durationMs() / 1000.0));
  }

  List<Link> contents() {
    List<Link> links = new ArrayList<>();
    links.add(new Link("attention", isAlone() ? "What needs attention" : "Differences"));
    if (!isAlone()) {
      links.add(new Link("each", "Each implementation"));
    }
    for (Area area : Area.values()) {
      if (!matrix.clauses(area).isEmpty()) {
        links.add(new Link(area.name(), area.name()));
      }
    }
    if (!measured().isEmpty()) {
      links.add(new Link("measured", "Measured values"));
    }
    links.add(new Link("evidence", "Evidence"));
    links.add(new Link("sources", "Sources"));
    return links;
  }

  /** The marks that are on the page. */
  List<Legend> legend() {
    Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
    boolean gaps = false;
    for (Clause clause : matrix.clauses()) {
      for (int i = 0; i < reports.size(); i++) {
        matrix.verdict(i, clause).ifPresent(seen::add);
        gaps |= matrix.verdict(i, clause).isEmpty();
      }
    }
    List<Legend> legend = new ArrayList<>();
    seen.forEach(each -> legend.add(new Legend(style(each), mark(each), each.meaning())));
    if (gaps) {
      legend.add(new Legend("none", "·", "not part of that run"));
    }
    return legend;
  }

  /** The rows that a maintainer of one implementation came for: worst first. */
  List<Report.Row> attention() {
    return attention;
  }

  private static List<Report.Row> attention(Report report) {
    return report.results().stream()
        .filter(row -> Tally.needsAttention(row.verdict()))
        .sorted(Comparator.comparingInt(row -> Tally.severity(row.verdict())))
        .toList();
  }

  MatrixTable differences() {
    return table("attention", "Where implementations differ", matrix.differing());
  }

  List<MatrixTable> areas() {
    return Arrays.stream(Area.values())
        .filter(area -> !matrix.clauses(area).isEmpty())
        .map(area -> table(area.name(), area + ": " + area.title(), matrix.clauses(area)))
        .toList();
  }

  private MatrixTable table(String id, String title, List<Clause> clauses) {
    return MatrixTable.of(id, title, clauses, reports, matrix);
  }

  /** Measured values, by what was measured: told, never judged. */
  List<Measured> measured() {
    return measured;
  }

  private static List<Measured> measured(List<Report> reports) {
    Map<String, List<String>> table = new TreeMap<>();
    for (int i = 0; i < reports.size(); i++) {
      for (Report.Row row : reports.get(i).results()) {
        for (Evidence.Measure measure : row.measures()) {
          String unit = measure.unit().isEmpty() ? "" : " " + measure.unit();
          table
              .computeIfAbsent(
                  measure.what(), what -> new ArrayList<>(Collections.nCopies(reports.size(), "")))
              .set(i, number(measure.value()) + unit);
        }
      }
    }
    return table.entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), entry.getValue()))
        .toList();
  }

  List<ClauseEvidence> evidence() {
    return matrix.clauses().stream().map(clause -> new ClauseEvidence(clause, reports)).toList();
  }

  static List<Source> sources() {
    return Clauses.sources();
  }

  /** The style of a verdict's mark, which is a word: colour only helps. */
  static String style(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Three digits that count; all of them, where they are few and whole. */
  static String number(double value) {
    if (Math.abs(value) >= 1e7) {
      return String.format(Locale.ROOT, "%.2e", value).replace("e+0", "e").replace("e+", "e");
    }
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read", e);
    }
  }
}
