package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LivenessRuleTest {

  private final ServiceStatus db = ServiceStatus.builder("db").tags("eu", "shared").build();
  private final ServiceStatus disk = ServiceStatus.builder("disk").tags("local").build();
  private final ServiceStatus untagged = ServiceStatus.create("untagged");

  @Nested
  class A_shared_check_that_decides_a_liveness_service {

    @Test
    void is_warned_of_in_one_line_wherever_it_is_listed() {
      String warning = "Service 'liveness' is for liveness and depends on shared checks: ['db']";
      try (Logs logs = Logs.capture()) {
        Health health =
            Lab.inline(new ManualTime()).service("liveness", disk, db, untagged).start();
        assertThat(warnings(logs)).containsExactly(warning);
        health.removeService("liveness");
        health.addService("liveness", disk);
        assertThat(warnings(logs)).hasSize(1);
        health.replaceChecks("liveness", db);
        assertThat(warnings(logs)).containsExactly(warning, warning);
      }
    }

    @Test
    void is_not_warned_of_if_it_is_optional_or_decides_another_service() {
      try (Logs logs = Logs.capture()) {
        Lab.inline(new ManualTime())
            .service("liveness", disk, HealthCheck.optional(db))
            .service("readiness", db)
            .start();
        assertThat(warnings(logs)).isEmpty();
      }
    }

    private java.util.List<String> warnings(Logs logs) {
      return logs.lines().stream()
          .filter(line -> line.level() == Level.WARNING)
          .map(Logs.Line::text)
          .filter(text -> text.contains("is for liveness"))
          .toList();
    }
  }

  @Nested
  class A_liveness_service {

    @ParameterizedTest
    @ValueSource(strings = {"liveness", "livez", "acme.liveness", "acme/livez", "/livez"})
    void is_known_by_its_name(String name) {
      assertThat(LivenessRule.isLiveness(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "readiness", "aliveness", "liveness.", "liveness/db", "Liveness"})
    void has_no_other_name(String name) {
      assertThat(LivenessRule.isLiveness(name)).isFalse();
    }
  }
}
