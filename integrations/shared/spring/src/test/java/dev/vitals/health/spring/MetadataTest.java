package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an IDE completes from. */
class MetadataTest {

  @Test
  void eachPropertyIsDescribed() throws Exception {
    try (var in =
        VitalsProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      String metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String name :
          new String[] {
            "enabled",
            "period",
            "timeout",
            "failure-threshold",
            "success-threshold",
            "drain",
            "history",
            "checks"
          }) {
        assertThat(metadata)
            .containsPattern(
                "\"name\": \"vitals.health."
                    + name
                    + "\",\\s+\"type\": \"[^\"]+\",\\s+\"description\": \"");
      }
    }
  }
}
