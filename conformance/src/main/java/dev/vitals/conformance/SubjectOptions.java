package dev.vitals.conformance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which subject a command is about: a program, an image, or a server that runs already. */
final class SubjectOptions {
  @Option(
      names = "--docker",
      paramLabel = "IMAGE",
      description = "The subject is a container of this image, which speaks the subject protocol.")
  private @Nullable String image;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description =
          "The subject is a server that runs already (plain-text HTTP/2). Nobody steers it, so only"
              + " what needs no steering is judged.")
  private @Nullable String target;

  @Parameters(
      arity = "0..*",
      paramLabel = "CMD ARG",
      description = "The subject's program and its arguments, after --.")
  private List<String> command = new ArrayList<>();

  /** What to write into a replay line. */
  List<String> asWritten() {
    if (image != null) {
      return List.of("--docker", image);
    }
    return target != null ? List.of("--target", target) : command;
  }

  /** Takes the subject that an earlier run had, if none is given here. */
  void orElse(List<String> earlier) {
    if (!asWritten().isEmpty() || earlier.isEmpty()) {
      return;
    }
    switch (earlier.get(0)) {
      case "--docker" -> image = earlier.get(1);
      case "--target" -> target = earlier.get(1);
      default -> command = earlier;
    }
  }

  SubjectLauncher launcher(CommandLine commandLine) {
    int given = (image == null ? 0 : 1) + (target == null ? 0 : 1) + (command.isEmpty() ? 0 : 1);
    if (given != 1) {
      throw new CommandLine.ParameterException(
          commandLine,
          "subject: "
              + given
              + " given (expected: one of -- CMD ARG…, --docker IMAGE, --target HOST:PORT)");
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
      return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new CommandLine.ParameterException(
          commandLine, "--target: '" + text + "' (expected: HOST:PORT)", e);
    }
  }
}
