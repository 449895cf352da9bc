package dev.vitals.health.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Decodes a service's name in a path. Every name has a path, and a wrong path has no name. */
final class PathSegment {

  private static final int HEX = 16;

  private PathSegment() {}

  /**
   * Decodes percent-encoded UTF-8. A plus is a plus, and a slash need not be encoded.
   *
   * @return the name, or null if the encoding is wrong: a percent sign without two hexadecimal
   *     digits, bytes that are not UTF-8 (overlong forms and surrogates among them), or a character
   *     that a path must encode
   */
  static @Nullable String decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char unit = encoded.charAt(i);
      if (unit == '%') {
        int value = hex(encoded, i + 1);
        if (value < 0) {
          return null;
        }
        bytes.write(value);
        i += 2;
      } else if (unit > ' ' && unit < 0x7f) {
        bytes.write(unit);
      } else {
        return null;
      }
    }
    try {
      // A new decoder reports what is malformed; String's constructor would replace it.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Returns the byte of two digits, or -1. */
  private static int hex(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = digit(text.charAt(at));
    int low = digit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high * HEX + low;
  }

  /** ASCII only: Character.digit takes those of every script. */
  private static int digit(char unit) {
    return unit < 0x80 ? Character.digit(unit, HEX) : -1;
  }
}
