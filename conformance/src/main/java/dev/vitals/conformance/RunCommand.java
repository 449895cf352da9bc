package dev.vitals.conformance;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Judges one subject. */
@Command(
    name = "run",
    description = "Judges one subject, clause by clause, with evidence.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();
  @Mixin private SubjectOptions subject = new SubjectOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    SubjectLauncher launcher = subject.launcher(spec.commandLine());
    return judge(options, launcher, subject.asWritten(), spec.commandLine().getOut()).code();
  }

  /** Runs what the options say and tells of it on {@code out} and in files. */
  static ExitCode judge(
      RunOptions options, SubjectLauncher launcher, List<String> command, PrintWriter out)
      throws Exception {
    Divergences known = options.known();
    RunPlan plan = options.plan();
    Console console = new Console(out, plan);
    if (plan.cases().isEmpty()) {
      out.println("nothing to run: no case is left by --only, --skip, --level and --profile");
      return ExitCode.NOTHING_RAN;
    }
    Instant started = Instant.now();
    RunResults found = new Runner(plan, launcher, console).run();
    RunResults results =
        new RunResults(plan, found.capabilities(), known.applyTo(found.results()), found.nanos());
    Report report = Reports.of(results, started, command, options.trace);
    ExitCode exit = ExitCode.of(results, options.failOn);
    console.summary(report, exit);
    if (options.out != null) {
      Reports.write(report, options.out);
      out.println("reports in " + options.out);
    }
    out.flush();
    return exit;
  }
}
