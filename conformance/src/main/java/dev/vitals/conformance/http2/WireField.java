package dev.vitals.conformance.http2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One field of a protobuf message as it stood on the wire.
 *
 * @param number the field's number
 * @param type the wire type: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes
 * @param value the number of a varint or fixed field; the length of a length-delimited one
 * @param bytes what a length-delimited field holds; else no bytes
 */
public record WireField(int number, int type, long value, byte[] bytes) {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  public static final int BYTES = 2;
  static final int FIXED32 = 5;

  /**
   * Reads the bytes as a string. Protobuf allows well-formed UTF-8 only, so anything else throws.
   */
  public String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WireException(
          "field %d: %s (expected: well-formed UTF-8)".formatted(number, WireBytes.shown(bytes)));
    }
  }

  public boolean is(int number, int type) {
    return this.number == number && this.type == type;
  }

  @Override
  public String toString() {
    return type == BYTES
        ? "field %d = %s".formatted(number, WireBytes.shown(bytes))
        : "field %d = %d (wire type %d)".formatted(number, value, type);
  }
}
