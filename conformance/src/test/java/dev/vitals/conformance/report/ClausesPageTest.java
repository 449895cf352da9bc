package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClausesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "conformance", "CLAUSES.md");

  @Test
  void the_page_of_clauses_is_in_step_with_the_catalogue() throws IOException {
    if (Boolean.getBoolean("update")) {
      Files.writeString(PAGE, ClausesPage.markdown());
    }
    assertThat(Files.readString(PAGE))
        .as("docs/conformance/CLAUSES.md; -Dupdate=true writes it anew")
        .isEqualTo(ClausesPage.markdown());
  }

  @Test
  void the_published_schema_of_results_is_the_one_in_the_jar() throws IOException {
    Path published = PAGE.resolveSibling("results.schema.json");
    Path packed =
        Path.of("src/main/resources/dev/vitals/conformance/report")
            .resolve(published.getFileName());
    assertThat(Files.readString(published)).isEqualTo(Files.readString(packed));
  }
}
