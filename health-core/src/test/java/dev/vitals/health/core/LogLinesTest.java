package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Whoever is woken at night finds each line of the log in the operating guide. The lines are read
 * from the sources, so that none can be added and left out there.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogLinesTest {

  private static final Path ROOT = Path.of("..");

  /** A call of {@link Log}, up to the end of the statement: its level and its arguments. */
  private static final Pattern CALL =
      Pattern.compile(
          "\\b(?:log\\.(warn)\\(\\s*Log\\.Kind\\.[A-Z_]+,|listeners\\.(note|warn)\\()(.*?)\\);",
          Pattern.DOTALL);

  private static final Pattern ROW =
      Pattern.compile("^\\| `(.+?)` \\| ([A-Z]+) \\|", Pattern.MULTILINE);

  @Test
  void the_guide_explains_every_line_that_the_library_can_log_and_no_other() throws IOException {
    TreeMap<String, String> logged = new TreeMap<>();
    for (String source : sources()) {
      assertThat(source.contains("System.getLogger(")).isEqualTo(source.contains("class Log {"));
      for (MatchResult call : CALL.matcher(source).results().toList()) {
        logged.put(line(call.group(3)), "note".equals(call.group(2)) ? "INFO" : "WARNING");
      }
    }
    TreeMap<String, String> explained = explained();
    assertThat(explained.remove("'acme.Foo' SERVING -> NOT_SERVING: db: …")).isEqualTo("WARNING");
    assertThat(explained.remove("'acme.Foo' NOT_SERVING -> SERVING")).isEqualTo("INFO");
    assertThat(explained.remove("'acme.Foo' is still NOT_SERVING: cache: …")).isEqualTo("WARNING");
    assertThat(logged).hasSizeGreaterThan(5);
    assertThat(explained).isEqualTo(logged);
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String module : new String[] {"health-api", "health-core", "health-grpc"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  private static TreeMap<String, String> explained() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/operating.md"));
    String table = guide.substring(guide.indexOf("## Log lines"), guide.indexOf("## Limits"));
    TreeMap<String, String> explained = new TreeMap<>();
    ROW.matcher(table).results().forEach(row -> explained.put(row.group(1), row.group(2)));
    return explained;
  }

  /** What a message looks like, with … for what differs from one time to the next. */
  private static String line(String arguments) {
    StringBuilder line = new StringBuilder();
    String message = arguments.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", 2)[0];
    for (String part : message.split("\\+")) {
      String expression = part.strip();
      if (expression.startsWith("\"")) {
        line.append(expression, 1, expression.length() - 1);
      } else {
        line.append(
            expression.startsWith("Printable.quote") || expression.equals("quoted") ? "'…'" : "…");
      }
    }
    return line.toString();
  }
}
