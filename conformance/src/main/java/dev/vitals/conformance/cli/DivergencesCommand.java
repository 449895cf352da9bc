package dev.vitals.conformance.cli;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.report.Report;
import dev.vitals.conformance.run.Divergences;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps a divergences file in step with results. */
@Command(
    name = "divergences",
    description = "Keeps a divergences file.",
    mixinStandardHelpOptions = true,
    subcommands = DivergencesCommand.Update.class)
final class DivergencesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "divergences: what? (expected: update)");
  }

  /** Writes the failures of a run into a file, and strikes out what passes. */
  @Command(
      name = "update",
      description =
          "Adds what failed in a run and strikes out what passes now; reasons already given stay.",
      mixinStandardHelpOptions = true)
  static final class Update implements Callable<Integer> {
    private static final int REVIEW_MONTHS = 6;

    @Parameters(index = "0", paramLabel = "RESULTS", description = "A results.json, or its folder.")
    private Path results = Path.of("");

    @Parameters(
        index = "1",
        paramLabel = "FILE",
        description = "The file, which may not exist yet.")
    private Path file = Path.of("");

    @Option(names = "--warnings", description = "Also what only a SHOULD asks for.")
    private boolean warnings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      Report report = Report.read(results);
      Divergences before = Files.exists(file) ? Divergences.read(file) : Divergences.NONE;
      Set<String> failing = cases(report, true);
      Set<String> passing = cases(report, false);
      passing.removeAll(failing);
      List<Divergences.Entry> entries = new ArrayList<>();
      for (Divergences.Entry entry : before.divergences()) {
        boolean stillFails = failing.removeIf(entry.glob()::matches);
        if (stillFails || entry.flaky() || passing.stream().noneMatch(entry.glob()::matches)) {
          entries.add(entry);
        }
      }
      String review = LocalDate.now().plusMonths(REVIEW_MONTHS).toString();
      for (String test : failing) {
        entries.add(
            new Divergences.Entry(
                test,
                Divergences.Kind.BUG,
                report.subject().version(),
                reason(report, test),
                review,
                false));
      }
      new Divergences(report.subject().name(), report.subject().version(), entries).write(file);
      spec.commandLine()
          .getOut()
          .println(
              file + ": " + entries.size() + " divergences, " + failing.size() + " of them new");
      return ExitCode.CONFORMS.code();
    }

    private Set<String> cases(Report report, boolean failing) {
      return report.results().stream()
          .filter(
              row ->
                  failing
                      ? isFailure(row)
                      : row.verdict() == Verdict.PASS || row.verdict() == Verdict.XPASS)
          .map(Report.Row::test)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isFailure(Report.Row row) {
      boolean counts = warnings || row.level() == Level.MUST || row.level() == Level.MAY;
      return switch (row.verdict()) {
        case FAIL -> true;
        case WARN -> warnings;
        case XFAIL -> counts;
        case PASS, NOTE, NOT_APPLICABLE, BLOCKED, HARNESS_ERROR, NOT_RUN, XPASS -> false;
      };
    }

    private static String reason(Report report, String test) {
      return report.results().stream()
          .filter(row -> row.test().equals(test) && row.expected() != null)
          .findFirst()
          .map(row -> "expected " + row.expected() + "; came " + row.came())
          .orElse("");
    }
  }
}
