package dev.vitals.conformance.cli;

import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.clause.Ambiguity;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.clause.Source;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.text.TextWrap;
import dev.vitals.conformance.text.Words;
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
    Clause clause = Clauses.get(id.toUpperCase(Locale.ROOT).split("/", 2)[0]);
    line(clause.id() + "  " + clause.level() + (clause.derived() ? ", derived" : ""));
    line("");
    text("", clause.meaning());
    if (clause.quote() != null) {
      line("");
      text("  ", "\"" + clause.quote() + "\"");
    }
    for (String key : clause.sources()) {
      Source source = Clauses.source(key);
      text("  " + key + "  ", source.title() + " (" + source.where() + ")");
    }
    Clauses.ambiguities().stream()
        .filter(ambiguity -> ambiguity.id().equals(clause.ambiguity()))
        .forEach(this::question);
    if (clause.untested() != null) {
      line("");
      text("not tested: ", clause.untested());
    }
    Catalogue.all().stream()
        .filter(test -> test.clauseId().equals(clause.id()))
        .forEach(this::story);
    spec.commandLine().getOut().flush();
    return ExitCode.CONFORMS.code();
  }

  private void question(Ambiguity open) {
    line("");
    text("open question " + open.id() + "  ", open.question());
    text("  implementations  ", open.peers());
    text("  the suite        ", open.policy());
  }

  private void story(Case test) {
    line("");
    line(test.id() + "  (" + test.profile().name().toLowerCase(Locale.ROOT) + ")");
    text("  ", Words.sentence(test.story()));
    if (!test.needs().isEmpty()) {
      text(
          "  needs      ",
          String.join(", ", test.needs().stream().sorted().map(Need::what).toList()));
    }
    if (!test.kills().isEmpty()) {
      text("  finds out  ", String.join(", ", test.kills().stream().sorted().toList()));
    }
  }

  private void text(String lead, String text) {
    TextWrap.lines(lead, text, Terminal.of(spec).width()).forEach(this::line);
  }

  private void line(String line) {
    spec.commandLine().getOut().println(line);
  }
}
