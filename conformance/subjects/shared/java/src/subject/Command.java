package subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One line of the suite. Fields are checked when they are asked for; the others are nobody's
 * business.
 */
record Command(ObjectNode fields) {

  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static Command parse(byte[] line) throws Refusal {
    try {
      // A fresh decoder, unlike a String, refuses bytes that are not UTF-8.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      if (STRICT.readTree(text) instanceof ObjectNode fields) {
        return new Command(fields);
      }
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw Refusal.invalid("not a JSON object in UTF-8: " + e.getMessage());
    }
    throw Refusal.invalid("not a JSON object");
  }

  /** Sent back as it came. */
  JsonNode id() {
    return fields.path("id") instanceof MissingNode
        ? JsonNodeFactory.instance.nullNode()
        : fields.get("id");
  }

  String text(String name) throws Refusal {
    JsonNode value = fields.path(name);
    if (!value.isTextual()) {
      throw Refusal.invalid(name + ": " + value + " (expected: a string)");
    }
    return value.textValue();
  }

  ServingStatus status(String name) throws Refusal {
    String value = text(name);
    for (ServingStatus status : ServingStatus.values()) {
      if (status.name().equals(value)) {
        return status;
      }
    }
    throw Refusal.invalid(name + ": " + value + " (expected: UNKNOWN, SERVING or NOT_SERVING)");
  }

  int integer(String name, int least) throws Refusal {
    JsonNode value = fields.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
      throw Refusal.invalid(
          name + ": " + value + " (expected: an integer of " + least + " or more)");
    }
    return value.intValue();
  }

  int integerOr(int absent, String name, int least) throws Refusal {
    return fields.has(name) ? integer(name, least) : absent;
  }
}
