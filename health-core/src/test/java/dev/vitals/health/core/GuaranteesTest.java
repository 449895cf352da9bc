package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Holds docs/guarantees.md against the tests, so that the page can't rot. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GuaranteesTest {

  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w*Test)((?:\\.[A-Z]\\w*)?)\\.(\\w+)`");

  private final Path root = Planted.MODULE.getParent();
  private final List<String> page = read(root.resolve("docs/guarantees.md")).lines().toList();
  private final Map<String, String> sources =
      Stream.of("health-api", "health-core", "health-grpc")
          .flatMap(module -> javaFiles(root.resolve(module).resolve("src/test/java")))
          .collect(Collectors.toMap(GuaranteesTest::type, GuaranteesTest::read));

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String type(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private boolean exists(MatchResult test) {
    String source = sources.getOrDefault(test.group(1), "");
    String nested = test.group(2).isEmpty() ? "" : "class " + test.group(2).substring(1) + " {";
    int at = source.indexOf(nested);
    return at >= 0 && source.indexOf("void " + test.group(3) + "(", at) > 0;
  }

  @Test
  void every_test_that_the_page_names_exists() {
    List<MatchResult> named = TEST.matcher(String.join("\n", page)).results().toList();
    assertThat(named).hasSizeGreaterThan(70);
    assertThat(named).filteredOn(test -> !exists(test)).extracting(MatchResult::group).isEmpty();
  }

  @Test
  void every_row_of_a_table_names_a_test() {
    assertThat(page)
        .filteredOn(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filteredOn(line -> !TEST.matcher(line).find())
        .allMatch(
            line -> line.startsWith("| invariant |") || line.matches("\\| \\w+ \\| test \\|"));
  }

  @Test
  void every_planted_bug_stands_beside_the_test_that_sees_it() {
    for (Bug bug : Bugs.all()) {
      assertThat(page)
          .as(bug.name())
          .anyMatch(line -> line.contains('`' + bug.test() + '`') && line.contains(bug.name()));
    }
  }

  @Test
  void every_invariant_has_a_planted_bug() {
    List<String> rows =
        page.stream().filter(line -> line.matches("\\| [a-z ]+: .* \\|.*\\|.*\\|")).toList();
    assertThat(rows).hasSize(9);
    Function<String, Boolean> planted =
        row -> Bugs.all().stream().anyMatch(bug -> row.contains(bug.name()));
    assertThat(rows).allMatch(planted::apply);
  }
}
