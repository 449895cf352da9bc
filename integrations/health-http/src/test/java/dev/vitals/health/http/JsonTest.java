package dev.vitals.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vitals.health.ServingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonTest {

  private final JsonMapper jackson = new JsonMapper();

  @Test
  void every_character_is_read_back_as_it_was() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (Character.getType(point) != Character.SURROGATE) {
        all.appendCodePoint(point);
      }
    }
    assertThat(jackson.readTree(Json.of(all)).textValue()).isEqualTo(all.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000\u001f\u007f\u0085", "\u2028\u2029", "\ud83d\udc9a", "\ufffd", ""})
  void values_and_names_are_read_back(String text) throws Exception {
    assertThat(jackson.readTree(Json.of(List.of(text))).get(0).textValue()).isEqualTo(text);
    assertThat(jackson.readTree(Json.of(Map.of(text, 1))).get(text).intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "x\udc00y", "\udfff\ud800"})
  void half_of_a_pair_which_parsers_refuse_is_replaced(String text) throws Exception {
    String read = text.replaceAll("[\ud800-\udfff]", "\ufffd");
    assertThat(jackson.readTree(Json.of(List.of(text))).get(0).textValue()).isEqualTo(read);
    assertThat(jackson.readTree(Json.of(Map.of(text, 1))).get(read).intValue()).isEqualTo(1);
  }

  @Test
  void nothing_is_written_that_breaks_a_line_or_controls_a_terminal() {
    String json = Json.of("\n\r\u2028\u2029\u001b[2J\u202e\u200b\udb40\udc01");
    assertThat(json)
        .isEqualTo("\"\\u000a\\u000d\\u2028\\u2029\\u001b[2J\\u202e\\u200b\\udb40\\udc01\"");
  }

  @Test
  void quotes_and_backslashes_are_escaped_in_names_as_in_values() throws Exception {
    JsonNode json = jackson.readTree(Json.of(Map.of("a\"\\", "</script>\"")));
    assertThat(json.get("a\"\\").textValue()).isEqualTo("</script>\"");
  }

  @Test
  void values_have_the_types_that_they_have_in_Java() throws Exception {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("true", true);
    values.put("number", 1);
    values.put("long", Long.MIN_VALUE);
    values.put("status", ServingStatus.NOT_SERVING);
    values.put("at", Instant.EPOCH);
    values.put("took", Duration.ofMillis(1_500));
    values.put("list", List.of(1, List.of(), Map.of()));
    assertThat(Json.of(values))
        .isEqualTo(
            "{\"true\":true,\"number\":1,\"long\":-9223372036854775808,"
                + "\"status\":\"NOT_SERVING\",\"at\":\"1970-01-01T00:00:00Z\",\"took\":\"PT1.5S\","
                + "\"list\":[1,[],{}]}");
    assertThat(jackson.readTree(Json.of(values))).hasSize(7);
  }
}
