package dev.vitals.conformance.cli;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.report.Reports;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.Divergences;
import dev.vitals.conformance.run.Glob;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.Selection;
import dev.vitals.conformance.subject.TargetLauncher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to run and how to tell of it; shared by the commands that judge a subject. */
final class RunOptions {
  @Option(
      names = "--only",
      split = ",",
      paramLabel = "GLOB",
      description = "Only cases or clauses that match, such as 'HC-WATCH-*' or HC-CHECK-03.")
  List<String> only = new ArrayList<>();

  @Option(names = "--skip", split = ",", paramLabel = "GLOB", description = "Not those that match.")
  List<String> skip = new ArrayList<>();

  @Option(
      names = "--level",
      defaultValue = "ALL",
      paramLabel = "LEVEL",
      description = "How far down the levels: must, should or all (default: all).")
  Selection.Depth level = Selection.Depth.ALL;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description =
          "How much time to take: quick (half a minute), default (three minutes) or long.")
  @Nullable Profile profile;

  @Option(
      names = "--divergences",
      paramLabel = "FILE",
      description = "Known divergences: they may fail, and may not pass unnoticed.")
  @Nullable Path divergences;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats the order and the chances of an earlier run (default: a new one).")
  @Nullable Long seed;

  @Option(
      names = "--repeat",
      defaultValue = "1",
      paramLabel = "N",
      description = "Runs each case N times (default: 1).")
  int repeat = 1;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "How many subjects are started side by side (default: 2; with --target one server is"
              + " asked by one case at a time).")
  @Nullable Integer jobs;

  @Option(
      names = "--trace",
      defaultValue = "FAILED",
      paramLabel = "WHOSE",
      description = "Whose timelines the reports keep: none, failed or all (default: failed).")
  Reports.Trace trace = Reports.Trace.FAILED;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes results.json, report.html, summary.md, junit.xml and badge.svg here.")
  @Nullable Path out;

  @Option(
      names = "--fail-on",
      defaultValue = "MUST",
      paramLabel = "LEVEL",
      description =
          "From which level on a broken clause fails the run: must, should or never (default:"
              + " must).")
  ExitCode.FailOn failOn = ExitCode.FailOn.MUST;

  List<Case> cases() {
    return new Selection(globs(only), globs(skip), level, profile()).of(Catalogue.all());
  }

  Divergences known() {
    return divergences == null ? Divergences.NONE : Divergences.read(divergences);
  }

  /**
   * Returns what to run. Many cases wait, so two take little more than half of the time; but a
   * server that is not ours to start gets one at a time.
   */
  RunPlan plan(SubjectLauncher launcher) {
    long chosen = seed == null ? System.nanoTime() & 0xffffff : seed;
    int usual = launcher instanceof TargetLauncher ? 1 : 2;
    return new RunPlan(cases(), profile(), chosen, repeat, jobs == null ? usual : jobs);
  }

  private Profile profile() {
    return profile == null ? Profile.DEFAULT : profile;
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::new).toList();
  }
}
