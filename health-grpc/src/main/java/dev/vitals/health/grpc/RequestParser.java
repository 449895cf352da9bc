package dev.vitals.health.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Parses a protobuf message of which one field matters: a string with number 1.
 *
 * <p>Accepts and refuses what protobuf's own parser does [protobuf.dev, Encoding]. It skips unknown
 * fields, groups included, and takes the last of several fields 1. It refuses strings that are not
 * UTF-8, truncated messages, varints of more than ten bytes, the field number 0, and groups that do
 * not end. Confined to one thread. Memory: the message, which the transport limits (to 4 MiB by
 * default), and the name.
 */
final class RequestParser {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;

  private static final int SERVICE = 1 << 3 | LENGTH_DELIMITED;
  private static final int MAX_VARINT_BYTES = 10;
  private static final int MAX_GROUP_DEPTH = 100; // as in protobuf

  /**
   * Has no text and no stack trace: the client gets neither, and a flood must be cheap to refuse.
   */
  private static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private final byte[] message;
  private int next;

  private RequestParser(byte[] message) {
    this.message = message;
  }

  /** Returns the service that a HealthCheckRequest names, or {@code ""} if it names none. */
  static String healthCheckRequest(InputStream stream) throws IOException {
    RequestParser parser = new RequestParser(bytes(stream));
    String service = "";
    while (parser.hasMore()) {
      int tag = parser.tag();
      if (tag == SERVICE) {
        service = parser.string();
      } else {
        parser.skip(tag, 0);
      }
    }
    return service;
  }

  /** Parses a HealthListRequest, which has no fields. */
  static void healthListRequest(InputStream stream) throws IOException {
    RequestParser parser = new RequestParser(bytes(stream));
    while (parser.hasMore()) {
      parser.skip(parser.tag(), 0);
    }
  }

  private static byte[] bytes(InputStream stream) throws IOException {
    if (!(stream instanceof KnownLength)) {
      return stream.readAllBytes(); // compressed
    }
    byte[] bytes = new byte[stream.available()];
    if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new MalformedException();
    }
    return bytes;
  }

  private boolean hasMore() {
    return next < message.length;
  }

  private int tag() throws MalformedException {
    int tag = (int) varint();
    if (tag >>> 3 == 0) {
      throw new MalformedException();
    }
    return tag;
  }

  /** Drops the bits above the low 64, as protobuf does. */
  private long varint() throws MalformedException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && hasMore(); i++) {
      byte part = message[next++];
      value |= (part & 0x7fL) << (7 * i);
      if (part >= 0) {
        return value;
      }
    }
    throw new MalformedException();
  }

  private String string() throws IOException {
    int length = length();
    int start = next;
    next += length;
    for (int i = start; i < next; i++) {
      if (message[i] < 0) { // this decoder throws on malformed input
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(message, start, length)).toString();
      }
    }
    return new String(message, start, length, ISO_8859_1); // ASCII, the fast path
  }

  private int length() throws MalformedException {
    int length = (int) varint();
    require(length);
    return length;
  }

  /** Refuses the message unless it has this many bytes left. */
  private void require(int bytes) throws MalformedException {
    if (bytes < 0 || bytes > message.length - next) {
      throw new MalformedException();
    }
  }

  private void skip(int tag, int depth) throws MalformedException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> skipBytes(8);
      case LENGTH_DELIMITED -> skipBytes(length());
      case START_GROUP -> skipGroup(tag >>> 3, depth + 1);
      case FIXED32 -> skipBytes(4);
      default -> throw new MalformedException(); // a stray end of group, or no wire type
    }
  }

  private void skipBytes(int bytes) throws MalformedException {
    require(bytes);
    next += bytes;
  }

  private void skipGroup(int field, int depth) throws MalformedException {
    if (depth > MAX_GROUP_DEPTH) {
      throw new MalformedException();
    }
    int end = field << 3 | END_GROUP;
    for (int tag = tag(); tag != end; tag = tag()) {
      skip(tag, depth);
    }
  }
}
