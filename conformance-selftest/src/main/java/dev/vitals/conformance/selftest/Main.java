package dev.vitals.conformance.selftest;

import dev.vitals.conformance.cli.ExitCode;
import dev.vitals.conformance.cli.Program;
import dev.vitals.conformance.report.Reports;
import dev.vitals.conformance.run.Glob;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries the suite itself on servers that are broken on purpose, and on odd ones that are not. */
@Command(
    name = "vitals-conformance-selftest",
    description =
        "Proves the suite: every broken server must be found out, in words that say what is wrong,"
            + " and every legal variant must be left alone.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {MutantCommand.class, BusyCommand.class, DurationsCommand.class},
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every server was judged as it should be",
      "1:the suite judged a server wrongly",
      "2:usage, or a pattern that matches nothing",
      "3:the rig is broken"
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description = "Only the servers whose id matches, such as 'watch-*' (mutant lists them).")
  private String only = "*";

  @Option(names = "--quick", description = "Every quick case against every server.")
  private boolean quick;

  @Option(names = "--full", description = "Every case against every server; takes an hour.")
  private boolean full;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Servers tried at once (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + Selftest.JOBS)
  private int jobs = Selftest.JOBS;

  @Option(names = "--seed", paramLabel = "N", description = "Repeats what chance has chosen.")
  private long seed = 1;

  @Option(
      names = "--busy-loops",
      paramLabel = "N",
      description =
          "Keeps N threads busy meanwhile: no broken server may be lost, and no other accused.")
  private int busyLoops;

  @Option(names = "--cases", description = "Lists the verdict of every case, too.")
  private boolean cases;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the selftest, or a command, and ends the process with its exit code. */
  public static void main(String[] args) {
    Program.run(commandLine(), args);
  }

  static CommandLine commandLine() {
    return Program.commandLine(new Main());
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Predicate<String> chosen = new Glob(only)::matches;
    long start = System.nanoTime();
    List<Outcome> outcomes;
    BusyLoops busy = BusyLoops.start(busyLoops);
    try {
      outcomes = judge(chosen, out);
    } finally {
      busy.stop();
    }
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException(
          "--only: '" + only + "' (expected: a pattern that matches a server; mutant lists them)");
    }
    out.print(OutcomeTable.of(outcomes, Duration.ofNanos(System.nanoTime() - start)));
    out.flush();
    boolean good = outcomes.stream().allMatch(Outcome::isGood);
    return (good ? ExitCode.CONFORMS : ExitCode.FAILURES).code();
  }

  private List<Outcome> judge(Predicate<String> chosen, PrintWriter out)
      throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    return new Selftest(new Selftest.Options(chosen, scope(), jobs, seed))
        .run(outcome -> tell(out, done.incrementAndGet(), outcome));
  }

  private Scope scope() {
    return full ? Scope.ALL : quick ? Scope.QUICK : Scope.SHARE;
  }

  private void tell(PrintWriter out, int number, Outcome outcome) {
    synchronized (out) {
      out.printf(Locale.ROOT, "%3d %s%n", number, OutcomeTable.line(outcome));
      if (cases) {
        outcome.results().forEach(r -> out.println("      " + r.verdict() + " " + r.test().id()));
      }
      out.flush();
    }
  }

  /** The version, as the jar's manifest has it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"vitals-conformance-selftest " + Reports.version()};
    }
  }
}
