package dev.vitals.conformance.http2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a protobuf message into its fields, in order, without knowing its type. One use each. */
public final class WireReader {
  private final byte[] bytes;
  private int at;

  private WireReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads all fields.
   *
   * @throws WireException if the bytes are not a protobuf message
   */
  public static List<WireField> fields(byte[] message) {
    WireReader reader = new WireReader(message);
    List<WireField> fields = new ArrayList<>();
    while (reader.at < message.length) {
      fields.add(reader.field());
    }
    return List.copyOf(fields);
  }

  private WireField field() {
    long tag = varint();
    int number = (int) (tag >>> 3);
    if (number == 0 || tag >>> 32 != 0) {
      throw wrong("tag: " + tag + " (expected: a field number from 1 to 536870911)");
    }
    int type = (int) (tag & 7);
    return switch (type) {
      case WireField.VARINT -> new WireField(number, type, varint(), WireBytes.NONE);
      case WireField.FIXED64 -> new WireField(number, type, fixed(8), WireBytes.NONE);
      case WireField.FIXED32 -> new WireField(number, type, fixed(4), WireBytes.NONE);
      case WireField.BYTES -> {
        byte[] value = take(varint());
        yield new WireField(number, type, value.length, value);
      }
      default ->
          throw wrong("field %d: wire type %d (expected: 0, 1, 2 or 5)".formatted(number, type));
    };
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = take(1)[0];
      if (shift < 64) {
        value |= (next & 0x7fL) << shift;
      }
      if (next >= 0) {
        return value;
      }
    }
    throw wrong("varint: more than 10 bytes (expected: 10 at most)");
  }

  private long fixed(int size) {
    byte[] little = take(size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | little[i] & 0xffL;
    }
    return value;
  }

  private byte[] take(long size) {
    if (size < 0 || size > bytes.length - at) {
      throw wrong(
          "length: %d (expected: %d at most, which is what is left)"
              .formatted(size, bytes.length - at));
    }
    int from = at;
    at += (int) size;
    return Arrays.copyOfRange(bytes, from, at);
  }

  private WireException wrong(String what) {
    return new WireException(what + " at byte " + at + " of " + WireBytes.shown(bytes));
  }
}
