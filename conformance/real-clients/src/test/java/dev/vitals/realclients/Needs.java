package dev.vitals.realclients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Skips a class of tests where there is no container engine or a client is missing, and says so;
 * with {@code -Dvitals.containers=required} nothing is skipped, and what is missing fails.
 */
final class Needs implements ExecutionCondition {

  private static final boolean REQUIRED =
      "required".equals(System.getProperty("vitals.containers"));

  /** Returns where a client is: in the folder {@code VITALS_TOOLS}, or on the path. */
  static Optional<Path> client(String name) {
    String tools = System.getenv().getOrDefault("VITALS_TOOLS", "");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(tools), Stream.of(path.split(":")))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return missing(
          context, "no container engine answers (expected: Docker; ./check installs one)");
    }
    Clients clients = context.getRequiredTestClass().getAnnotation(Clients.class);
    for (String name : clients == null ? new String[0] : clients.value()) {
      if (client(name).isEmpty()) {
        return missing(context, name + " is not there (tools/install " + name + " gets it)");
      }
    }
    return ConditionEvaluationResult.enabled("all there");
  }

  private static ConditionEvaluationResult missing(ExtensionContext context, String what) {
    if (REQUIRED) {
      throw new IllegalStateException(what);
    }
    System.err.println("SKIPPED " + context.getDisplayName() + ": " + what);
    return ConditionEvaluationResult.disabled(what);
  }
}
