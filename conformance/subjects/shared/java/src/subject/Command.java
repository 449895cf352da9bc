package subject;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One line of the suite. Fields are checked when they are asked for; the others are nobody's
 * business.
 */
record Command(Map<?, ?> fields) {

  static Command parse(byte[] line) throws Refusal {
    try {
      // A fresh decoder, unlike a String, refuses bytes that are not UTF-8.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      if (Json.read(text) instanceof Map<?, ?> fields) {
        return new Command(fields);
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw Refusal.invalid("not a JSON object in UTF-8: " + e.getMessage());
    }
    throw Refusal.invalid("not a JSON object");
  }

  /** Sent back as it came. */
  Object id() {
    return fields.get("id");
  }

  String text(String name) throws Refusal {
    if (fields.get(name) instanceof String value) {
      return value;
    }
    throw wrong(name, "a string");
  }

  ServingStatus status(String name) throws Refusal {
    String value = text(name);
    for (ServingStatus status : ServingStatus.values()) {
      if (status.name().equals(value)) {
        return status;
      }
    }
    throw wrong(name, "UNKNOWN, SERVING or NOT_SERVING");
  }

  int integer(String name, int least) throws Refusal {
    if (fields.get(name) instanceof BigInteger value
        && value.bitLength() < Integer.SIZE
        && value.intValue() >= least) {
      return value.intValue();
    }
    throw wrong(name, "an integer of " + least + " or more");
  }

  int integerOr(int absent, String name, int least) throws Refusal {
    return fields.containsKey(name) ? integer(name, least) : absent;
  }

  private Refusal wrong(String name, String expected) {
    String value = fields.containsKey(name) ? Json.write(fields.get(name)) : "missing";
    return Refusal.invalid(name + ": " + value + " (expected: " + expected + ")");
  }
}
