package dev.vitals.benchmarks.dedicated;

import dev.vitals.health.ServingStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocol's few messages as protobuf, by hand, each behind gRPC's prefix of five bytes. */
final class Messages {

  private static final int PREFIX_BYTES = 5;
  private static final byte[][] STATUSES = statuses();

  private static final int FIRST = 1 << 3; // a tag without its wire type
  private static final int SECOND = 2 << 3;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED_32 = 5;
  private static final int MAX_DEPTH = 100;

  private Messages() {}

  /** Returns a HealthCheckResponse that everybody shares. */
  static byte[] status(ServingStatus status) {
    return STATUSES[status.ordinal()];
  }

  private static byte[][] statuses() {
    byte[][] all = new byte[ServingStatus.values().length][];
    for (ServingStatus status : ServingStatus.values()) {
      byte[] message = response(status);
      all[status.ordinal()] =
          ByteBuffer.allocate(PREFIX_BYTES + message.length)
              .put((byte) 0)
              .putInt(message.length)
              .put(message)
              .array();
    }
    return all;
  }

  private static byte[] response(ServingStatus status) {
    byte number =
        switch (status) {
          case UNKNOWN -> 0;
          case SERVING -> 1;
          case NOT_SERVING -> 2;
          case SERVICE_UNKNOWN -> 3;
        };
    return number == 0 ? new byte[0] : new byte[] {FIRST | VARINT, number};
  }

  /** Returns a HealthListResponse. */
  static byte[] list(Map<String, ServingStatus> statuses) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    statuses.forEach(
        (name, status) -> {
          byte[] key = name.getBytes(StandardCharsets.UTF_8);
          byte[] value = response(status);
          message.write(FIRST | BYTES);
          varint(message, length(key) + length(value));
          field(message, FIRST, key);
          field(message, SECOND, value);
        });
    return ByteBuffer.allocate(PREFIX_BYTES + message.size())
        .put((byte) 0)
        .putInt(message.size())
        .put(message.toByteArray())
        .array();
  }

  private static int length(byte[] field) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(field.length | 1);
    return 1 + (bits + 6) / 7 + field.length;
  }

  private static void field(ByteArrayOutputStream to, int tag, byte[] bytes) {
    to.write(tag | BYTES);
    varint(to, bytes.length);
    to.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream to, int value) {
    int rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      to.write(rest | 0x80);
    }
    to.write(rest);
  }

  /**
   * Returns the service that a HealthCheckRequest asks for; null if it is malformed. Unknown fields
   * are skipped; of several names the last one counts. A HealthListRequest, which has no fields, is
   * read as one, too.
   */
  static @Nullable String service(ByteBuffer message) {
    try {
      String service = "";
      while (message.hasRemaining()) {
        int tag = tag(message);
        if (tag == (FIRST | BYTES)) {
          ByteBuffer name = take(message, varint(message));
          service = StandardCharsets.UTF_8.newDecoder().decode(name).toString();
        } else {
          skip(message, tag, 0);
        }
      }
      return service;
    } catch (CharacterCodingException | MalformedException e) {
      return null;
    }
  }

  private static void skip(ByteBuffer message, int tag, int depth) {
    switch (tag & 7) {
      case VARINT -> varint(message);
      case FIXED_64 -> take(message, 8);
      case BYTES -> take(message, varint(message));
      case GROUP -> skipGroup(message, tag >>> 3, depth + 1);
      case FIXED_32 -> take(message, 4);
      default -> throw new MalformedException();
    }
  }

  private static void skipGroup(ByteBuffer message, int field, int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedException();
    }
    int tag = tag(message);
    while ((tag & 7) != END_GROUP) {
      skip(message, tag, depth);
      tag = tag(message);
    }
    if (tag >>> 3 != field) {
      throw new MalformedException();
    }
  }

  /** Returns a field's number and wire type. */
  private static int tag(ByteBuffer message) {
    long tag = varint(message);
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new MalformedException();
    }
    return (int) tag;
  }

  private static ByteBuffer take(ByteBuffer message, long length) {
    if (length < 0 || length > message.remaining()) {
      throw new MalformedException();
    }
    ByteBuffer taken = message.slice(message.position(), (int) length);
    message.position(message.position() + (int) length);
    return taken;
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; shift < 64 && message.hasRemaining(); shift += 7) {
      byte next = message.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedException();
  }

  private static final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedException() {
      super(null, null, false, false);
    }
  }
}
