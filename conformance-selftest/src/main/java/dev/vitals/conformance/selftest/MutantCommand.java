package dev.vitals.conformance.selftest;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.cli.ExitCode;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one broken server, or one legal variant, as a subject: for trying any suite on it. */
@Command(
    name = "mutant",
    description =
        "Runs one of the broken servers or legal variants as a subject, for trying any suite on it.",
    mixinStandardHelpOptions = true)
final class MutantCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "The server's id; none lists them.")
  private String id = "";

  @Option(names = "--services", hidden = true, defaultValue = "${env:HEALTH_SUBJECT_SERVICES:-[]}")
  private String services = "[]";

  @Option(names = "--port", hidden = true, defaultValue = "${env:HEALTH_SUBJECT_PORT:-0}")
  private String port = "0";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (id.isEmpty()) {
      Mutants.all().forEach(m -> list(m.id(), "broken", m.bug()));
      LegalVariants.all().forEach(b -> list(b.id(), "legal", b.habit()));
      spec.commandLine().getOut().flush();
      return ExitCode.CONFORMS.code();
    }
    Optional<SubjectLauncher> launcher =
        Mutants.find(id)
            .map(Mutant::launcher)
            .or(() -> LegalVariants.find(id).map(LegalVariant::launcher));
    if (launcher.isEmpty()) {
      String law = " (expected: one that 'mutant' without an id lists)";
      spec.commandLine().getErr().println("id: '" + id + "'" + law);
      return ExitCode.USAGE.code();
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    MutantProcess process = new MutantProcess(launcher.get(), System.in, out);
    if (!port.equals("0")) {
      process.refuse("HEALTH_SUBJECT_PORT: " + port + " (expected: 0; it picks a port itself)");
      return ExitCode.BROKEN.code();
    }
    process.serve(services);
    return ExitCode.CONFORMS.code();
  }

  private void list(String server, String kind, String what) {
    spec.commandLine().getOut().printf("%-38s %-7s %s%n", server, kind, what);
  }
}
