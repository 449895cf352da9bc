package dev.vitals.health.spring;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The conformance suite over an application with nothing but the starter added, both as programs.
 * The core of the suite by default; with {@code -Dvitals.conformance=default} every case.
 */
class StarterConformanceIT {

  private static final Path SUITE = Path.of("../../conformance/target/vitals-conformance.jar");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  @Timeout(value = 15, unit = MINUTES)
  void theApplicationConforms(@TempDir Path folder) throws Exception {
    if (!Files.exists(SUITE)) {
      String missing = SUITE + " is not there (./mvnw package -pl conformance -am builds it)";
      if ("required".equals(System.getProperty("vitals.containers"))) {
        throw new IllegalStateException(missing);
      }
      System.err.println("SKIPPED StarterConformanceIT: " + missing);
    }
    assumeThat(SUITE).exists();

    Path said = folder.resolve("said");
    List<String> command =
        List.of(
            JAVA,
            "-jar",
            SUITE.toString(),
            "run",
            "--profile=" + System.getProperty("vitals.conformance", "quick"),
            "--out=target/conformance",
            "--",
            JAVA,
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "subject.SpringBoot");
    Process suite =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(suite.waitFor(14, MINUTES)).as("the suite has ended").isTrue();
      assertThat(suite.exitValue()).as(Files.readString(said)).isZero();
    } finally {
      suite.destroyForcibly();
    }
  }
}
