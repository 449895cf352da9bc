package dev.vitals.conformance.cli;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.subject.DockerLauncher;
import dev.vitals.conformance.subject.ProcessLauncher;
import dev.vitals.conformance.subject.TargetLauncher;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which subject a command is about: a program, an image, or a server that runs already. */
final class SubjectOptions {
  /** How the program of a subject is called in help. */
  static final String COMMAND = "CMD [ARG]…";

  static final String ABOUT_COMMAND = "The subject is this program, with its arguments.";

  @Option(
      names = "--docker",
      paramLabel = "IMAGE",
      description = "The subject is a container of this image.")
  private @Nullable String image;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description =
          "The subject is a server that runs already, in plain-text HTTP/2. Nobody steers it, so"
              + " only what needs no steering is judged.")
  private @Nullable String target;

  /** What to write into a replay line; {@code command} is what came behind --. */
  List<String> asWritten(List<String> command) {
    if (image != null) {
      return List.of("--docker", image);
    }
    return target != null ? List.of("--target", target) : command;
  }

  /** Takes the subject that an earlier run had; returns its command, where it was a program. */
  List<String> like(List<String> earlier) {
    switch (earlier.isEmpty() ? "" : earlier.get(0)) {
      case "--docker" -> image = earlier.get(1);
      case "--target" -> target = earlier.get(1);
      default -> {
        return earlier;
      }
    }
    return List.of();
  }

  SubjectLauncher launcher(List<String> command, CommandLine commandLine) {
    int given = (image == null ? 0 : 1) + (target == null ? 0 : 1) + (command.isEmpty() ? 0 : 1);
    if (given != 1) {
      throw new CommandLine.ParameterException(
          commandLine,
          "subject: "
              + (given == 0 ? "none" : "more than one")
              + " (expected: -- CMD ARG…, --docker IMAGE or --target HOST:PORT)");
    }
    if (image != null) {
      return new DockerLauncher(image);
    }
    return target != null
        ? new TargetLauncher(address(target, commandLine))
        : new ProcessLauncher(command, Map.of());
  }

  private static InetSocketAddress address(String text, CommandLine commandLine) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
      if (host.isEmpty()) {
        throw new IllegalArgumentException("no host");
      }
      return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new CommandLine.ParameterException(
          commandLine, "--target: '" + text + "' (expected: HOST:PORT)", e);
    }
  }
}
