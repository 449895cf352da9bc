package dev.vitals.realclients;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerStatus;

/**
 * One run of the real {@code grpc_health_probe}, in a container that shares the server's network,
 * so that the guide's {@code localhost:50051} is the server.
 *
 * @param exit the exit code
 * @param output what it printed, on both streams
 */
record Probe(long exit, String output) {

  /** Runs it with a command line as the guide has it, the program's name left out. */
  static Probe run(GenericContainer<?> server, String commandLine) {
    List<String> arguments = List.of(commandLine.split(" "));
    try (GenericContainer<?> probe =
        new GenericContainer<>(Images.PROBE)
            .withNetworkMode("container:" + server.getContainerId())
            .withCommand(arguments.toArray(new String[0]))
            .withStartupCheckStrategy(new Ended().withTimeout(Duration.ofMinutes(1)))) {
      probe.start();
      ContainerState state = probe.getCurrentContainerInfo().getState();
      return new Probe(state.getExitCodeLong(), probe.getLogs().strip());
    }
  }

  /** Any exit code is an answer. */
  private static final class Ended extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String id) {
      return DockerStatus.isContainerStopped(getCurrentState(client, id))
          ? StartupStatus.SUCCESSFUL
          : StartupStatus.NOT_YET_KNOWN;
    }
  }
}
