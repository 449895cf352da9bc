package dev.vitals.conformance;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line: {@code java -jar vitals-conformance.jar run -- CMD ARG…}. */
@Command(
    name = "vitals-conformance",
    description = "Judges a health server in any language by the clauses of grpc.health.v1.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      ListCommand.class,
      ExplainCommand.class,
      DoctorCommand.class,
      ReplayCommand.class,
      CompareCommand.class,
      MatrixCommand.class,
      DivergencesCommand.class,
      SelftestCommand.class,
      MutantCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:conforms (known divergences allowed)",
      "1:new failures",
      "2:usage, or a pattern that matches nothing",
      "3:the subject or the rig is broken",
      "4:a known divergence passes now",
      "5:nothing ran"
    })
public final class Main {
  /** Kept so that nobody collects it and its level with it. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private static final Logger NETTY = Logger.getLogger("io.netty");

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    GRPC.setLevel(Level.OFF);
    NETTY.setLevel(Level.SEVERE);
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (e instanceof IllegalArgumentException) {
      commandLine.getErr().println(e.getMessage());
      return ExitCode.USAGE.code();
    }
    commandLine.getErr().println("the rig is broken: " + e);
    e.printStackTrace(commandLine.getErr());
    return ExitCode.BROKEN.code();
  }

  /** The version, as the jar's manifest has it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"vitals-conformance " + Reports.version()};
    }
  }
}
