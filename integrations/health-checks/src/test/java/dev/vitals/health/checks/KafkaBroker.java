package dev.vitals.health.checks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka: one broker that is its own controller (KRaft), as a process, so that it can hang.
 */
record KafkaBroker(Process process, Path log) implements AutoCloseable {

  /**
   * Starts it and waits until it listens.
   *
   * @param port where it listens
   * @param advertised the port that clients are told to come to
   */
  static KafkaBroker start(Path folder, int port, int advertised) throws IOException {
    Path settings = folder.resolve("kafka.properties");
    Files.writeString(settings, settings(folder, port, Ports.free(), advertised));
    Path log = folder.resolve("kafka.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KafkaBroker.class.getName(),
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    KafkaBroker broker = new KafkaBroker(process, log);
    await().atMost(Duration.ofSeconds(90)).until(() -> broker.accepts(port));
    return broker;
  }

  private static String settings(Path folder, int port, int controller, int advertised) {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=BROKER
        listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=BROKER://127.0.0.1:%3$d
        log.dirs=%4$s
        """
        .formatted(port, controller, advertised, folder.resolve("kafka"));
  }

  private boolean accepts(int port) throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("Kafka has ended:\n" + Files.readString(log));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The process: makes the folders that the settings name, and serves. */
  public static void main(String[] arguments) {
    String[] format = {
      "format", "--config", arguments[0], "--cluster-id", Uuid.randomUuid().toString()
    };
    if (StorageTool.execute(format, System.out) == 0) {
      Kafka.main(arguments);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(20, SECONDS).join(); // nobody needs what it has
  }
}
