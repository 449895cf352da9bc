package dev.vitals.conformance.subject;

import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import dev.vitals.conformance.SubjectLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Starts subjects as containers of an image: the subject protocol runs over {@code docker run -i},
 * and the server's port is published on the loopback.
 */
public final class DockerLauncher implements SubjectLauncher {
  private static final int INNER_PORT = 50051;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final String image;

  public DockerLauncher(String image) {
    this.image = image;
  }

  @Override
  public Subject launch(List<String> services) throws SubjectException {
    String name = "vitals-subject-" + UUID.randomUUID();
    ProcessLauncher program =
        new ProcessLauncher(
            List.of(
                "docker",
                "run",
                "--rm",
                "-i",
                "--name",
                name,
                "-p",
                "127.0.0.1::" + INNER_PORT,
                "-e",
                "HEALTH_SUBJECT_PROTOCOL",
                "-e",
                "HEALTH_SUBJECT_HOST",
                "-e",
                "HEALTH_SUBJECT_PORT",
                "-e",
                "HEALTH_SUBJECT_SERVICES",
                image),
            java.util.Map.of(
                "HEALTH_SUBJECT_HOST",
                "0.0.0.0",
                "HEALTH_SUBJECT_PORT",
                Integer.toString(INNER_PORT)));
    return program.launch(services, new Container(name));
  }

  /** What the subject is in. Immutable. */
  private record Container(String name) implements ProcessLauncher.Surroundings {
    @Override
    public int outside(int port) throws SubjectException {
      return publishedPort(name, port);
    }

    @Override
    public void clear() {
      try {
        run("docker", "rm", "-f", name);
      } catch (SubjectException e) {
        // It is gone already, which is what was wanted.
      }
    }

    @Override
    public boolean serverIsTheProcess() {
      return false;
    }
  }

  private static int publishedPort(String name, int inner) throws SubjectException {
    String answer = run("docker", "port", name, inner + "/tcp");
    String line = answer.lines().findFirst().orElse("");
    try {
      return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
    } catch (NumberFormatException e) {
      throw new SubjectException(
          Kind.START,
          "port "
              + inner
              + " of the container is not published: '"
              + answer.strip()
              + "' (expected: the subject binds HEALTH_SUBJECT_PORT)",
          e);
    }
  }

  private static String run(String... command) throws SubjectException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return output;
    } catch (IOException e) {
      throw new SubjectException(Kind.START, "docker can't be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectException(Kind.START, "interrupted while asking docker", e);
    }
  }
}
