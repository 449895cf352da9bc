package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test that hangs fails by itself: no build waits for it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestTimeoutsTest {

  private static final Path ROOT = Path.of("..");

  /** What is no code: text blocks, strings, characters and comments. */
  private static final Pattern TEXT =
      Pattern.compile(
          "\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)'"
              + "|//[^\\n]*|/\\*(?s:.*?)\\*/");

  /** One statement at the most. */
  private static final Pattern STATEMENT = Pattern.compile("[^;{}]+");

  private static final Pattern ENDLESS =
      Pattern.compile("\\.\\s*(await|join|take|acquire|waitFor)\\(\\s*\\)");

  /** The folders {@code src/test} of all modules that have tests. */
  private static List<Path> testFolders() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.endsWith(Path.of("src", "test"))) {
              found.add(folder);
            }
            String name = folder.getFileName().toString();
            boolean isOurs = !name.equals("target") && !name.matches("\\.[^.].*");
            return isOurs ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }
        });
    return found;
  }

  @Test
  void every_module_with_tests_has_a_default_timeout_which_a_debugger_stops() throws IOException {
    List<Path> folders = testFolders();
    assertThat(folders).hasSizeGreaterThan(10);
    for (Path folder : folders) {
      Path file = folder.resolve("resources/junit-platform.properties");
      assertThat(file).exists();
      Properties settings = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        settings.load(reader);
      }
      assertThat(settings.getProperty("junit.jupiter.execution.timeout.default"))
          .as("%s: junit.jupiter.execution.timeout.default", file)
          .matches("\\d+ (s|m)");
      assertThat(settings.getProperty("junit.jupiter.execution.timeout.mode"))
          .as("%s: junit.jupiter.execution.timeout.mode", file)
          .isEqualTo("disabled_on_debug");
    }
  }

  /**
   * The timeout interrupts the test's thread. That does not reach other threads, nor {@code
   * CompletableFuture.join()}. A {@code get()} without a timeout looks like that of a supplier: it
   * is for the reviewer to find.
   */
  @Test
  void no_test_waits_without_a_bound() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path folder : testFolders()) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          endlessWaits(Files.readString(file)).forEach(wait -> found.add(file + ": " + wait));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** The statements that wait for ever; one with {@code orTimeout} does not. */
  private static List<String> endlessWaits(String source) {
    return STATEMENT
        .matcher(TEXT.matcher(source).replaceAll(""))
        .results()
        .map(statement -> statement.group().strip())
        .filter(statement -> ENDLESS.matcher(statement).find())
        .filter(statement -> !statement.contains(".orTimeout("))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latch.await();",
        "thread.join();",
        "future\n    .thenApply(x -> x)\n    .join();",
        "/* bounded */ process.waitFor();",
        "var next = \"\\\"\" + queue.take();"
      })
  void a_wait_without_a_bound_is_found(String code) {
    assertThat(endlessWaits("int x = 1; " + code)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latch.await(1, SECONDS);",
        "thread.join(1000);",
        "future.orTimeout(1, SECONDS).join();",
        "say(\"thread.join()\"); // and then latch.await()",
        "say(\"\"\"\n  queue.take()\n  \"\"\");"
      })
  void one_with_a_bound_is_not(String code) {
    assertThat(endlessWaits(code)).isEmpty();
  }
}
