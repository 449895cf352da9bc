package dev.vitals.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The page on the move, held against the class that is left behind. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PageTest {

  @Test
  void the_page_has_a_row_for_every_method_of_the_old_class() throws IOException {
    Path file = Path.of("../../docs/migrating-from-health-status-manager.md");
    assumeThat(file).as("the page, which a copy of this folder does not have").exists();
    String page = Files.readString(file);
    List<String> methods =
        Stream.of(HealthStatusManager.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .toList();
    assertThat(methods).contains("setStatus");
    for (String method : methods) {
      assertThat(page).containsPattern("(?m)^\\| `.*" + method + "\\(.*` \\| `");
    }
    assertThat(page).contains("new HealthStatusManager()", "SERVICE_NAME_ALL_SERVICES");
  }
}
