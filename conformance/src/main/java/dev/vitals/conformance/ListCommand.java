package dev.vitals.conformance;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists cases. */
@Command(name = "list", description = "Lists the cases.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Option(
      names = "--only",
      split = ",",
      paramLabel = "GLOB",
      description = "Only those that match.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--profile",
      defaultValue = "LONG",
      description = "Only cases of this profile: ${COMPLETION-CANDIDATES}.")
  private Profile profile = Profile.LONG;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Glob> globs = only.stream().map(Glob::new).toList();
    List<Case> cases =
        new Selection(globs, List.of(), Selection.Depth.ALL, profile).of(Catalogue.all());
    for (Case test : cases) {
      out.printf(
          "%-42s %-6s %-7s %s%n",
          test.id(),
          test.clause().level(),
          test.profile().name().toLowerCase(Locale.ROOT),
          test.story());
    }
    long clauses = cases.stream().map(Case::clauseId).distinct().count();
    out.printf("%d cases of %d clauses%n", cases.size(), clauses);
    out.flush();
    return 0;
  }
}
