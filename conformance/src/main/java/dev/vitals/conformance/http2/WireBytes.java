package dev.vitals.conformance.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes by hand: hex in, hex out, and gRPC's five-byte prefix. Stateless. */
public final class WireBytes {
  /** No bytes at all. */
  public static final byte[] NONE = {};

  private WireBytes() {}

  /** Reads hex digits; spaces are for the eye. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** Writes text as UTF-8. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Joins pieces. */
  public static byte[] concat(byte[]... pieces) {
    int length = Arrays.stream(pieces).mapToInt(piece -> piece.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, joined, at, piece.length);
      at += piece.length;
    }
    return joined;
  }

  /** Puts gRPC's prefix before a message: the uncompressed flag and four bytes of length. */
  public static byte[] framed(byte[] message) {
    return framed(0, message);
  }

  /** The same with any flag byte. */
  public static byte[] framed(int flag, byte[] message) {
    return concat(
        new byte[] {
          (byte) flag,
          (byte) (message.length >>> 24),
          (byte) (message.length >>> 16),
          (byte) (message.length >>> 8),
          (byte) message.length
        },
        message);
  }

  /** Shows bytes as hex, the first 40 of them. */
  public static String shown(byte[] bytes) {
    if (bytes.length == 0) {
      return "(no bytes)";
    }
    int end = Math.min(bytes.length, 40);
    String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, end);
    return end == bytes.length ? hex : hex + " … (" + bytes.length + " bytes)";
  }
}
