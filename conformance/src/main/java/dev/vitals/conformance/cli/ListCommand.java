package dev.vitals.conformance.cli;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.Glob;
import dev.vitals.conformance.run.Selection;
import dev.vitals.conformance.text.TextWrap;
import dev.vitals.conformance.text.Words;
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
      description = "Only those that match, such as 'HC-WATCH-*'.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--profile",
      defaultValue = "LONG",
      paramLabel = "PROFILE",
      description = "Only cases of this profile: quick, default or long (default: all).")
  private Profile profile = Profile.LONG;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Glob> globs = only.stream().map(Glob::new).toList();
    List<Case> cases =
        new Selection(globs, List.of(), Selection.Depth.ALL, profile).of(Catalogue.all());
    Terminal terminal = Terminal.of(spec);
    for (Case test : cases) {
      tell(test, out, terminal);
    }
    long clauses = cases.stream().map(Case::clauseId).distinct().count();
    out.println(Words.count(cases.size(), "case") + " of " + Words.count(clauses, "clause"));
    out.flush();
    return 0;
  }

  /** A line a case for other programs; for a reader's terminal, where it would be too long, two. */
  private static void tell(Case test, PrintWriter out, Terminal terminal) {
    String level = test.clause().level() + " ".repeat(7 - test.clause().level().name().length());
    String profile = test.profile().name().toLowerCase(Locale.ROOT);
    if (terminal.live()) {
      out.println(test.id() + "  " + level.strip() + ", " + profile);
      TextWrap.lines("    ", Words.sentence(test.story()), terminal.width()).forEach(out::println);
    } else {
      out.printf("%-42s %s %-7s %s%n", test.id(), level, profile, Words.sentence(test.story()));
    }
  }
}
