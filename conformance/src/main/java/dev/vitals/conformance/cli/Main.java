package dev.vitals.conformance.cli;

import dev.vitals.conformance.report.Reports;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line: {@code java -jar vitals-conformance.jar run -- CMD ARG…}. */
@Command(
    name = "vitals-conformance",
    description = "Judges a health server, in any language, by the clauses of grpc.health.v1.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      ListCommand.class,
      ExplainCommand.class,
      DoctorCommand.class,
      ReplayCommand.class,
      CompareCommand.class,
      MatrixCommand.class,
      DivergencesCommand.class
    },
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:conforms (known divergences allowed)",
      "1:new failures",
      "2:usage, or a pattern that matches nothing",
      "3:the subject or the rig is broken",
      "4:a known divergence passes now",
      "5:nothing ran"
    },
    footerHeading = "%nTo begin with:%n",
    footer = {
      "  run --out results -- conformance/subjects/grpc-go/run",
      "  run --target localhost:50051",
      "  doctor -- ./my-subject",
      "  explain HC-WATCH-07"
    })
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Program.run(commandLine(), args);
  }

  static CommandLine commandLine() {
    return Program.commandLine(new Main());
  }

  /** The version, as the jar's manifest has it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"vitals-conformance " + Reports.version()};
    }
  }
}
