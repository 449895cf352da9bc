package dev.vitals.conformance.cli;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.report.Report;
import dev.vitals.conformance.report.Tally;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two runs. */
@Command(
    name = "compare",
    description = "Tells what changed between two runs; ends with 1 if a clause became worse.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BEFORE", description = "A results.json, or its folder.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "Another.")
  private Path after = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Report first = Report.read(before);
    Report second = Report.read(after);
    Map<String, Verdict> then = Tally.byClause(first.results());
    Map<String, Verdict> now = Tally.byClause(second.results());
    out.println("before  " + first.title() + ": " + first.summary().headline());
    out.println("after   " + second.title() + ": " + second.summary().headline());
    int worse = 0;
    int changed = 0;
    for (Clause clause : Clauses.all()) {
      Verdict was = then.get(clause.id());
      Verdict is = now.get(clause.id());
      if (was == null || is == null || was == is) {
        continue;
      }
      changed++;
      boolean fell = !isBad(was) && isBad(is);
      worse += fell ? 1 : 0;
      String change = fell ? "worse " : isBad(was) && !isBad(is) ? "better" : "other ";
      out.printf("%s  %s %s  %s → %s%n", change, clause.id(), clause.level(), was, is);
    }
    out.println(
        changed == 0
            ? "no clause changed"
            : changed + " clauses changed, " + worse + " for the worse");
    out.flush();
    return (worse > 0 ? ExitCode.FAILURES : ExitCode.CONFORMS).code();
  }

  private static boolean isBad(Verdict verdict) {
    return switch (verdict) {
      case FAIL, WARN, XFAIL, HARNESS_ERROR, BLOCKED -> true;
      case PASS, XPASS, NOTE, NOT_APPLICABLE, NOT_RUN -> false;
    };
  }
}
