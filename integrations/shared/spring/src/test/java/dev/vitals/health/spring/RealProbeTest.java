package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gRPC project's own probe asks the application, over Netty and over Tomcat. */
class RealProbeTest {

  private static final String PROBE = "grpc_health_probe";

  @BeforeAll
  static void find() {
    if (probe().isEmpty()) {
      String missing = PROBE + " is not there (tools/install " + PROBE + " gets it)";
      if ("required".equals(System.getProperty("vitals.containers"))) {
        throw new IllegalStateException(missing);
      }
      System.err.println("SKIPPED RealProbeTest: " + missing);
    }
    assumeThat(probe()).isPresent();
  }

  /** Returns where it is: in the folder {@code VITALS_TOOLS}, or on the path. */
  private static Optional<Path> probe() {
    String tools = System.getenv().getOrDefault("VITALS_TOOLS", "");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(tools), Stream.of(path.split(":")))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, PROBE))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Returns the exit code: 0 for SERVING, 4 for another status, 3 for a failed call. */
  private static int exitCode(App app, String service) throws Exception {
    Process process =
        new ProcessBuilder(
                probe().orElseThrow().toString(),
                "-addr=localhost:" + app.port,
                "-service=" + service)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the probe has ended").isTrue();
    return process.exitValue();
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY", "SERVLET"})
  void isToldTheTruth(App.Transport transport) throws Exception {
    Steered db = new Steered();
    try (App app =
        App.on(transport)
            .with("management.endpoint.health.group.storage.include=db")
            .with("vitals.health.period=50ms")
            .indicator("db", db)
            .start()) {
      await().until(() -> exitCode(app, "storage") == 0);
      await().until(() -> exitCode(app, "") == 0);
      assertThat(exitCode(app, "acme.Nobody")).isEqualTo(3);
      db.says("DOWN");
      await().until(() -> exitCode(app, "storage") == 4);
      assertThat(exitCode(app, "liveness")).isZero();
    }
  }
}
