package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The library is meant to be read. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SizeTest {

  private static final Path ROOT = Path.of("..");

  @Test
  void the_README_says_what_the_published_modules_come_to() throws IOException {
    long code = 0;
    for (String module : new String[] {"health-api", "health-core", "health-grpc"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          List<String> lines = Files.readAllLines(file);
          code += lines.stream().map(String::strip).filter(SizeTest::isCode).count();
        }
      }
    }
    String readme = Files.readString(ROOT.resolve("README.md")).replaceAll("\\s+", " ");
    Matcher said = Pattern.compile("come to ([\\d,]+) lines of code").matcher(readme);
    assertThat(said.find()).isTrue();
    assertThat(code).isBetween(number(said) - 100, number(said) + 100);
  }

  private static long number(Matcher said) {
    return Long.parseLong(said.group(1).replace(",", ""));
  }

  /** In the formatter's style a line of a comment begins with one of these. */
  private static boolean isCode(String line) {
    return !line.isEmpty() && !line.matches("(/\\*|\\*|//|import |package ).*");
  }
}
