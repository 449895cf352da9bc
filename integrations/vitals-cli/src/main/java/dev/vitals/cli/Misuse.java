package dev.vitals.cli;

import dev.vitals.health.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line which argument is wrong, and what to write instead. */
final class Misuse {

  private static final String EXAMPLE = "http://localhost:8080";
  private static final String HOST_AND_PORT = "[\\w.-]+:\\d{1,5}(/.*)?";

  private Misuse() {}

  /**
   * Returns the URL of an HTTP server.
   *
   * @throws IllegalArgumentException if it is none, with a message for the user
   */
  static URI httpUrl(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme());
      if (url.getHost() != null
          && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The message below says it better.
    }
    String suggestion = text.matches(HOST_AND_PORT) ? "http://" + text : "such as " + EXAMPLE;
    throw new IllegalArgumentException(
        "--url: " + Printable.quote(text) + " (expected: " + suggestion + ")");
  }

  /** Returns what is wrong, and the option that was probably meant. */
  static String words(ParameterException e) {
    List<String> unmatched =
        e instanceof UnmatchedArgumentException surplus ? surplus.getUnmatched() : List.of();
    String hint = unmatched.isEmpty() ? "" : hint(e.getCommandLine(), unmatched.get(0));
    return e.getMessage() + hint;
  }

  private static String hint(CommandLine command, String argument) {
    boolean isWhy = command.getCommandName().equals("why");
    String option = argument.split("=", 2)[0];
    if (isWhy && option.equals("--addr")) {
      return " (why takes --url, the HTTP address of health-http, such as " + EXAMPLE + ")";
    } else if (isWhy && option.equals("--tls")) {
      return " (why takes --url; one that begins with https: means the same)";
    } else if (option.equals("--url")) {
      return " (only why takes --url; " + command.getCommandName() + " takes --addr HOST:PORT)";
    } else if (!argument.startsWith("-") && takesAService(command)) {
      return " (expected: --service NAME)";
    }
    return "";
  }

  private static boolean takesAService(CommandLine command) {
    return command.getCommandSpec().findOption("--service") != null;
  }
}
