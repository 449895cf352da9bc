package dev.vitals.conformance.cli;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.report.Report;
import dev.vitals.conformance.report.Reports;
import dev.vitals.conformance.run.Divergences;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import dev.vitals.conformance.run.Runner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges one subject. */
@Command(
    name = "run",
    description = "Judges a subject, clause by clause, with evidence.",
    customSynopsis = {
      "vitals-conformance run [OPTION]… -- CMD [ARG]…",
      "       vitals-conformance run [OPTION]… --docker IMAGE",
      "       vitals-conformance run [OPTION]… --target HOST:PORT"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(
      index = "0..*",
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
    SubjectLauncher launcher = subject.launcher(command, spec.commandLine());
    return judge(options, launcher, subject.asWritten(command), spec).code();
  }

  /** Runs what the options say and tells of it on the command's output and in files. */
  static ExitCode judge(
      RunOptions options, SubjectLauncher launcher, List<String> command, CommandSpec spec)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = Terminal.of(spec);
    Divergences known = options.known();
    RunPlan plan = options.plan(launcher);
    if (plan.cases().isEmpty()) {
      out.println(
          "nothing to run: no case is left by --only, --skip, --level and --profile (see: list)");
      return ExitCode.NOTHING_RAN;
    }
    prepare(options.out);
    Console console = new Console(out, terminal, plan);
    Instant started = Instant.now();
    RunResults found = new Runner(plan, launcher, console).run();
    console.end();
    RunResults results = found.with(known.applyTo(found.results()));
    Report report = Reports.of(results, started, command, options.trace);
    ExitCode exit = ExitCode.of(results, options.failOn);
    new ConsoleSummary(out, terminal, report).tell(exit);
    for (Divergences.Entry due : known.due(LocalDate.now())) {
      out.println("due for review since " + due.reviewAfter() + ": " + due.test());
    }
    if (options.out != null) {
      Reports.write(report, options.out);
      out.println(
          "reports in " + options.out + "; to be read: " + options.out.resolve("report.html"));
    }
    out.flush();
    return exit;
  }

  /** Better told before minutes of work than after. */
  private static void prepare(@Nullable Path folder) {
    try {
      if (folder != null && !Files.isWritable(Files.createDirectories(folder))) {
        throw new IOException("not writable");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--out: '" + folder + "' (expected: a folder to write to)", e);
    }
  }
}
