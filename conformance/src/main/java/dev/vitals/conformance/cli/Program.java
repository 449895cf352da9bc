package dev.vitals.conformance.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** How a program of commands is run, and how it answers misuse. Holds nothing. */
public final class Program {
  /** Kept so that nobody collects it and its level with it. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private static final Logger NETTY = Logger.getLogger("io.netty");

  private static final int HELP_COLUMN = 24;

  private Program() {}

  /** Runs a command of the program and ends the process with its exit code. */
  public static void run(CommandLine program, String[] args) {
    // From JDK 22 on there would be a console though nobody sits at it.
    System.setProperty("jdk.console", "java.base");
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(program.execute(args));
  }

  /** The command line of a program, whose libraries say nothing of their own. */
  public static CommandLine commandLine(Object program) {
    GRPC.setLevel(Level.OFF);
    NETTY.setLevel(Level.OFF);
    return new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(HELP_COLUMN)
        .setParameterExceptionHandler(Program::misused)
        .setExecutionExceptionHandler(Program::failed);
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
}
