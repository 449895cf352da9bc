package dev.vitals.conformance.cli;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.report.Report;
import dev.vitals.conformance.report.Reports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs again what went wrong in an earlier run. */
@Command(
    name = "replay",
    description =
        "Runs again what went wrong in an earlier run, by its seed and against its subject (or the"
            + " one given after --).",
    customSynopsis = "vitals-conformance replay [OPTION]… RESULTS [-- CMD [ARG]…]",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results.json, or its folder.")
  private Path results = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = SubjectOptions.COMMAND,
      hideParamSyntax = true,
      description = SubjectOptions.ABOUT_COMMAND)
  private List<String> command = new ArrayList<>();

  @Mixin private RunOptions options = new RunOptions();
  @Mixin private SubjectOptions subject = new SubjectOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Report earlier = Report.read(results);
    if (options.only.isEmpty()) {
      options.only =
          earlier.results().stream()
              .filter(row -> row.verdict().isDeviation() || row.verdict() == Verdict.HARNESS_ERROR)
              .map(Report.Row::test)
              .distinct()
              .toList();
    }
    if (options.only.isEmpty()) {
      spec.commandLine().getOut().println("nothing went wrong in " + results);
      return ExitCode.NOTHING_RAN.code();
    }
    if (options.seed == null) {
      options.seed = earlier.run().seed();
    }
    if (options.profile == null) {
      options.profile = Profile.valueOf(earlier.run().profile().toUpperCase(Locale.ROOT));
    }
    options.trace = Reports.Trace.ALL;
    if (subject.asWritten(command).isEmpty()) {
      command = subject.like(earlier.run().command());
    }
    SubjectLauncher launcher = subject.launcher(command, spec.commandLine());
    return RunCommand.judge(options, launcher, subject.asWritten(command), spec).code();
  }
}
