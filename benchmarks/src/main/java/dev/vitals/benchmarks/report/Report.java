package dev.vitals.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a run found, as a page, as Markdown and for a terminal. */
public final class Report {

  private static final String BEGIN = "<!-- bench:begin -->";
  private static final String BEGIN_BRIEF = "<!-- bench:begin brief -->";
  private static final String END = "<!-- bench:end -->";

  private static final String KEY =
      "Vitals has nothing tuned, and the floor has executors like it; to event loops: to the floor"
          + " on event loops\n"
          + "unclear: some rounds hold, or the only one misses by less than the fifth by which two"
          + " processes differ\n"
          + "out of reach: the floor misses it too, so no service with such executors can hold it"
          + " in this run";

  private static final String QUICK =
      "\na quick run has one round of young processes: whether a target is missed is for ./bench to say";

  private final Run run;
  private final Summary summary;

  /** Reports on a run. */
  public Report(Run run) {
    this.run = run;
    summary = new Summary(run);
  }

  /** Reads a run's results. */
  public static Run read(Path results) throws IOException {
    try {
      return new JsonMapper().readValue(results.toFile(), Run.class);
    } catch (JsonProcessingException e) {
      throw new IOException("results: " + results + " (expected: what ./bench wrote)", e);
    }
  }

  /**
   * Returns a table of what changed from one run to another.
   *
   * @throws IllegalArgumentException if they are of different machines
   */
  public static String compare(Run before, Run after) {
    return new Comparison(before, after).markdown();
  }

  /** Returns the page. */
  public String page() {
    return new Page(run).html();
  }

  /** Returns the tables in Markdown: the measures, and the targets below. */
  public String markdown() {
    List<Target> targets = Targets.of(summary);
    return new Tables(summary).markdown() + "\n" + Tables.markdown(targets);
  }

  /** Returns the table of measures, as a terminal shows it. */
  public String table() {
    Tables tables = new Tables(summary);
    return Columns.align(tables.shortHead(), tables.rows()) + "\n" + tables.key();
  }

  /** Whether no target was missed or is unclear. */
  public boolean isClear() {
    return Targets.of(summary).stream()
        .map(Target::verdict)
        .noneMatch(found -> found == Target.Verdict.MISSED || found == Target.Verdict.UNCLEAR);
  }

  /** Returns the targets and the noise, as a terminal shows them. */
  public String text() {
    List<List<String>> rows =
        Targets.of(summary).stream()
            .map(
                target ->
                    List.of(target.name(), target.bound(), target.found(), target.verdict().word))
            .toList();
    String targets = Columns.align(List.of("target", "bound", "found", ""), rows);
    String quick = run.origin().mode().contains("quick") ? QUICK : "";
    return targets + "\n" + KEY + quick + "\n\n" + new MachineNoise(run).describe() + "\n";
  }

  /**
   * Puts a table into a document, between its two marks: all measures, or what matters most if the
   * first mark says so.
   */
  public void insert(Path document) throws IOException {
    String text = Files.readString(document);
    boolean brief = text.contains(BEGIN_BRIEF);
    String mark = brief ? BEGIN_BRIEF : BEGIN;
    int begin = text.indexOf(mark);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          "document: %s (expected: one with the lines %s or %s, and %s)"
              .formatted(document, BEGIN, BEGIN_BRIEF, END));
    }
    Tables tables = new Tables(summary);
    String table = "\n" + (brief ? tables.brief() : tables.markdown());
    Files.writeString(
        document, text.substring(0, begin + mark.length()) + table + text.substring(end));
  }
}
