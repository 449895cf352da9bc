package dev.vitals.realclients;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.LogUtils;

/**
 * One run of the real {@code grpc_health_probe}, in a container that shares the server's network,
 * so that the guide's {@code localhost:50051} is the server. It takes what the engine takes, some
 * tenths of a second: {@link GenericContainer} would look whether it has ended once a second.
 *
 * @param exit the exit code
 * @param output what it printed, on both streams
 */
record Probe(long exit, String output) {

  private static final String IMAGE = new RemoteDockerImage(Images.PROBE).get();

  /** Runs it with a command line as the guide has it, the program's name left out. */
  static Probe run(GenericContainer<?> server, String commandLine) {
    DockerClient docker = DockerClientFactory.lazyClient();
    String id =
        docker
            .createContainerCmd(IMAGE)
            .withCmd(commandLine.split(" "))
            .withHostConfig(
                HostConfig.newHostConfig().withNetworkMode("container:" + server.getContainerId()))
            .withLabels(DockerClientFactory.DEFAULT_LABELS)
            .exec()
            .getId();
    try {
      docker.startContainerCmd(id).exec();
      int exit = docker.waitContainerCmd(id).start().awaitStatusCode(1, TimeUnit.MINUTES);
      String output = LogUtils.getOutput(docker, id, OutputType.STDOUT, OutputType.STDERR);
      return new Probe(exit, output.strip());
    } finally {
      docker.removeContainerCmd(id).withForce(true).exec();
    }
  }
}
