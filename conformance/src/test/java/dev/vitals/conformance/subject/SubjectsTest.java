package dev.vitals.conformance.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The subjects that are here are to be copied, and their builds say what is wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubjectsTest {
  private static final Path SUBJECTS = Path.of("subjects");

  /** They are built from this tree, or are another subject started in another way. */
  private static final List<String> PARTS_OF_OTHERS =
      List.of(
          "grpclib-check",
          "vitals",
          "vitals-behind-envoy",
          "vitals-behind-haproxy",
          "vitals-behind-nginx",
          "vitals-spring-boot");

  @TempDir Path folder;

  static Stream<String> subjects() throws IOException {
    try (Stream<Path> folders = Files.list(SUBJECTS)) {
      return folders
          .filter(each -> Files.exists(each.resolve("run")))
          .map(each -> each.getFileName().toString())
          .filter(name -> !PARTS_OF_OTHERS.contains(name))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void a_copy_stands_alone(String name) throws Exception {
    Path copy = folder.resolve("mine");
    assertThat(said(SUBJECTS.resolve("copy").toString(), name, copy.toString())).isEmpty();
    assertThat(copy.resolve("run")).isExecutable();
    assertThat(copy.resolve("build")).doesNotExist();
    try (Stream<Path> files = Files.walk(copy)) {
      files.filter(Files::isRegularFile).forEach(SubjectsTest::expectNothingOutside);
    }
  }

  private static void expectNothingOutside(Path file) {
    assertThat(file).content().doesNotContainPattern("\\.\\./(?!mvnw|\\.\\.)");
  }

  @Test
  void what_does_not_stand_alone_is_not_copied() throws Exception {
    for (String name : PARTS_OF_OTHERS) {
      Path copy = folder.resolve(name);
      assertThat(said(SUBJECTS.resolve("copy").toString(), name, copy.toString()))
          .contains(name + ": is part of something else");
      assertThat(copy).doesNotExist();
    }
  }

  @Test
  void a_failed_build_is_told_by_its_error_and_not_by_a_warning_of_the_JVM() throws Exception {
    Path shared = Files.createDirectories(folder.resolve("shared"));
    Files.copy(SUBJECTS.resolve("shared/build-once.sh"), shared.resolve("build-once.sh"));
    Path run = Files.createDirectories(folder.resolve("mine")).resolve("run");
    Files.writeString(
        run,
        """
        set -euo pipefail
        cd "$(dirname "$0")"
        . ../shared/build-once.sh
        build() {
          echo 'Downloading'
          echo '[ERROR] Main.java:[3,8] cannot find "symbol"'
          for i in 1 2 3 4; do echo "see $i"; done
          echo '[0.612s][warning][cds] This file is not the one used while building the archive'
          echo 'OpenJDK 64-Bit Server VM warning: sharing is only supported for boot classes'
          false
        }
        build_once run
        """);
    String reply = said("bash", run.toString()).lines().toList().get(0);
    assertThat(SubjectProcess.JSON.readTree(reply).path("error").asText())
        .contains(
            ": the build failed: [ERROR] Main.java:[3,8] cannot find \"symbol\" | see 2 | see 3 | see 4 (")
        .doesNotContain("warning");
  }

  /** What it says on standard output or, if it says nothing there, on standard error. */
  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    return out.isEmpty() ? err : out;
  }
}
