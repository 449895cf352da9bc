package dev.vitals.conformance;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a clause. */
@Command(
    name = "explain",
    description = "Explains a clause: what it asks for, where that is written, how it is judged.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CLAUSE",
      description = "The id of a clause or case, such as HC-WATCH-07.")
  private String id = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String clauseId = id.toUpperCase(Locale.ROOT).split("/", 2)[0];
    PrintWriter out = spec.commandLine().getOut();
    Clause clause = Clauses.get(clauseId);
    out.println(clause.id() + "  " + clause.level() + (clause.derived() ? ", derived" : ""));
    out.println();
    out.println(clause.meaning());
    if (clause.quote() != null) {
      out.println("\n  \"" + clause.quote() + "\"");
    }
    for (String key : clause.sources()) {
      Source source = Clauses.source(key);
      out.println("  " + source.title() + " (" + source.where() + ")");
    }
    Clauses.ambiguities().stream()
        .filter(ambiguity -> ambiguity.id().equals(clause.ambiguity()))
        .forEach(
            open -> {
              out.println("\nopen question " + open.id() + ": " + open.question());
              out.println("implementations: " + open.peers());
              out.println("what the suite does: " + open.policy());
            });
    if (clause.untested() != null) {
      out.println("\nnot tested: " + clause.untested());
    }
    List<Case> cases =
        Catalogue.all().stream().filter(test -> test.clauseId().equals(clause.id())).toList();
    for (Case test : cases) {
      out.println("\n" + test.id() + "  (" + test.profile().name().toLowerCase(Locale.ROOT) + ")");
      out.println("  " + test.story());
      if (!test.needs().isEmpty()) {
        out.println(
            "  needs "
                + String.join(", ", test.needs().stream().sorted().map(Need::what).toList()));
      }
      if (!test.kills().isEmpty()) {
        out.println("  finds out " + String.join(", ", test.kills().stream().sorted().toList()));
      }
    }
    out.flush();
    return 0;
  }
}
