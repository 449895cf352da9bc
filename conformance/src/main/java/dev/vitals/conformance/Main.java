package dev.vitals.conformance;

import java.io.IOException;
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
      DivergencesCommand.class,
      SelftestCommand.class,
      MutantCommand.class
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
  /** Kept so that nobody collects it and its level with it. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private static final Logger NETTY = Logger.getLogger("io.netty");

  private static final int HELP_COLUMN = 24;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    // From JDK 22 on there would be a console though nobody sits at it.
    System.setProperty("jdk.console", "java.base");
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    GRPC.setLevel(Level.OFF);
    NETTY.setLevel(Level.OFF);
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(HELP_COLUMN)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(Main::failed);
  }

  /** One message and the way out: a page of help would bury it. */
  private static int misused(CommandLine.ParameterException e, String[] args) {
    CommandLine at = e.getCommandLine();
    if (args.length == 0) {
      at.usage(at.getErr());
      return ExitCode.USAGE.code();
    }
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !at.getSubcommands().isEmpty()) {
      String commands = String.join(", ", at.getSubcommands().keySet());
      at.getErr()
          .println(
              "command: '" + unmatched.getUnmatched().get(0) + "' (expected: " + commands + ")");
      return ExitCode.USAGE.code();
    }
    at.getErr().println(e.getMessage());
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !CommandLine.UnmatchedArgumentException.printSuggestions(unmatched, at.getErr())
        && at.getCommandSpec().positionalParameters().stream().anyMatch(p -> p.arity().isVariable())
        && unmatched.isUnknownOption()) {
      at.getErr().println("(the subject's own options come after --)");
    }
    at.getErr().println("see: " + at.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }

  private static int failed(Exception e, CommandLine at, CommandLine.ParseResult parsed) {
    if (e instanceof IllegalArgumentException) {
      at.getErr().println(e.getMessage());
      return ExitCode.USAGE.code();
    }
    if (e instanceof IOException) {
      at.getErr().println("can't read or write: " + e.getMessage());
      return ExitCode.BROKEN.code();
    }
    at.getErr().println("the suite's own fault, please report it: " + e);
    e.printStackTrace(at.getErr());
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
