package dev.vitals.conformance.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes protobuf fields one after another, in whatever order, as often and with whatever bytes the
 * caller likes. Confined to one thread.
 */
public final class WireWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public WireWriter text(int number, String text) {
    return bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  public WireWriter bytes(int number, byte[] value) {
    tag(number, WireField.BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  public WireWriter number(int number, long value) {
    tag(number, WireField.VARINT);
    varint(value);
    return this;
  }

  public WireWriter fixed64(int number, long value) {
    tag(number, WireField.FIXED64);
    return little(value, 8);
  }

  public WireWriter fixed32(int number, int value) {
    tag(number, WireField.FIXED32);
    return little(value, 4);
  }

  public byte[] message() {
    return out.toByteArray();
  }

  private void tag(int number, int type) {
    varint((long) number << 3 | type);
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  private WireWriter little(long value, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }
}
