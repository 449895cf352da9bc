package dev.vitals.conformance.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The page that subjects are written from says what the suite does. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubjectsPageTest {
  private static final Path PAGE = Path.of("../docs/conformance/subjects.md");

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  @Test
  void shows_the_example_as_it_is() throws IOException {
    assertThat(page())
        .contains("```python\n" + Files.readString(Path.of("subjects/example/subject.py")) + "```");
  }

  @Test
  void names_every_field_command_status_and_error() throws IOException {
    String text = page();
    assertThat(ReadyLine.FIELDS).allMatch(field -> text.contains("`" + field + "`"));
    assertThat(Capabilities.ALL_OPS).allMatch(op -> text.contains("| `" + op + "` |"));
    assertThat(Capabilities.ALL_METHODS).allMatch(method -> text.contains("`" + method + "`"));
    assertThat(text).contains("| `unsupported` |", "| `invalid` |", "| `failed` |");
  }

  @Test
  void leads_to_files_that_are_there() throws IOException {
    Pattern.compile("]\\(([^)#]+)[^)]*\\)")
        .matcher(page().replaceAll("(?s)```.*?```", ""))
        .results()
        .map(link -> PAGE.resolveSibling(link.group(1)))
        .forEach(target -> assertThat(target).exists());
  }
}
