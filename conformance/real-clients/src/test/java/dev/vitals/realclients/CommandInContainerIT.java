package dev.vitals.realclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command {@code vitals} in an image that is built by the lines of its README, beside a server
 * of ours as the application.
 */
@Tag("one-jdk") // The image has its own.
@ExtendWith(Needs.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandInContainerIT {

  private static final String ID = String.valueOf(ProcessHandle.current().pid());
  private static final String IMAGE = "vitals.local/command-test:" + ID;
  private static final String CONTAINER = "vitals-command-" + ID;
  private static final Path CONFORMANCE = Path.of(System.getProperty("conformance"));
  private static final Path COMMAND = CONFORMANCE.resolve("../integrations/vitals-cli");
  private static final Path SUBJECT = CONFORMANCE.resolve("subjects/vitals/target");

  /** Beside app.jar in the image; its manifest leads there. */
  private static final String LIBRARIES = "app-lib";

  @BeforeAll
  static void start(@TempDir Path context) throws Exception {
    Files.copy(jar(), context.resolve(jar().getFileName()));
    Files.createDirectory(context.resolve("bin"));
    Files.copy(COMMAND.resolve("bin/vitals"), context.resolve("bin/vitals"));
    writeApplication(context);
    Files.writeString(context.resolve("Dockerfile"), dockerfile());
    succeeds("docker", "build", "-t", IMAGE, context.toString());
    succeeds(
        "docker",
        "create",
        "--interactive", // the subject ends with its input
        "--name",
        CONTAINER,
        "--health-interval=1s",
        "--env",
        "HEALTH_SUBJECT_PORT=50051",
        IMAGE);
    succeeds("docker", "cp", context.resolve(LIBRARIES).toString(), CONTAINER + ":/opt/");
    succeeds("docker", "start", CONTAINER);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> succeeds("docker", "logs", CONTAINER).contains("\"ready\":true"));
  }

  @AfterAll
  static void remove() throws Exception {
    Shell.run("docker", "rm", "--force", CONTAINER);
    Shell.run("docker", "rmi", "--force", IMAGE);
  }

  private static String succeeds(String... command) throws Exception {
    Shell run = Shell.run(command);
    assertThat(run.exit()).as(run.output()).isZero();
    return run.output().strip();
  }

  private static Path jar() throws IOException {
    try (Stream<Path> built = Files.list(COMMAND.resolve("target"))) {
      return built
          .filter(file -> file.getFileName().toString().matches("vitals-cli-.*-all\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Returns the lines of the README, on the Java that there is. */
  private static String dockerfile() throws IOException {
    String page = Files.readString(COMMAND.resolve("README.md"));
    String shown = page.split("```dockerfile\n")[1].split("```")[0];
    return shown.replace("eclipse-temurin:25-jre", Images.JAVA_25.asCanonicalNameString());
  }

  /** Writes a jar that can be run, and the libraries that it names. */
  private static void writeApplication(Path context) throws IOException {
    Path libraries = Files.createDirectory(context.resolve(LIBRARIES));
    try (Stream<Path> jars =
        Stream.concat(
            Stream.of(SUBJECT.resolve("subject.jar")), Files.list(SUBJECT.resolve("lib")))) {
      for (Path each : jars.toList()) {
        Files.copy(each, libraries.resolve(each.getFileName()));
      }
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "subject.Vitals");
    try (Stream<Path> jars = Files.list(libraries)) {
      String path =
          jars.map(each -> LIBRARIES + '/' + each.getFileName()).collect(Collectors.joining(" "));
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
    }
    try (OutputStream file = Files.newOutputStream(context.resolve("app.jar"))) {
      new JarOutputStream(file, manifest).close();
    }
  }

  @Test
  void the_engine_calls_a_container_healthy_whose_server_serves() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        succeeds(
                            "docker", "inspect", "--format", "{{json .State.Health}}", CONTAINER))
                    .contains("\"Status\":\"healthy\"", "status: SERVING"));
  }

  @Test
  void what_does_not_serve_is_1_whatever_the_reason() throws Exception {
    Shell unknown = healthcheck("--service", "acme.Nobody");
    assertThat(unknown.exit()).as(unknown.output()).isEqualTo(1);
    Shell nobody = healthcheck("--addr", "localhost:1");
    assertThat(nobody.exit()).as(nobody.output()).isEqualTo(1);
    assertThat(nobody.output()).contains("localhost:1").hasLineCount(1);
  }

  private static Shell healthcheck(String... options) throws Exception {
    return Shell.run(
        Stream.concat(
                Stream.of("docker", "exec", CONTAINER, "/opt/vitals/vitals", "healthcheck"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  /** With AOTMode on, Java does not start without its cache. */
  @Test
  void the_command_uses_the_cache_in_the_image() throws Exception {
    String said =
        succeeds(
            "docker",
            "exec",
            "--env",
            "JAVA_TOOL_OPTIONS=-XX:AOTMode=on",
            CONTAINER,
            "/opt/vitals/vitals",
            "healthcheck");
    assertThat(said).contains("status: SERVING");
  }
}
