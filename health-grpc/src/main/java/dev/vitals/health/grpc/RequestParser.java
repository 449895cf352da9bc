package dev.vitals.health.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads one protobuf message that has at most one field of interest, a string numbered 1.
 *
 * <p>Accepts and refuses what protobuf's own parser does [protobuf.dev, Encoding]: unknown fields
 * are skipped, groups included; of several fields 1 the last one counts; a string must be UTF-8.
 * What is cut short, has a varint of more than ten bytes, a field number 0 or a group that does not
 * close is refused. Confined to one thread. Memory: the message, which the transport limits (4 MiB
 * unless set), and the name.
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

  /** Why a message is refused does not reach the client, and a flood of them should be cheap. */
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

  /** Reads a HealthCheckRequest; a service that is not named is "". */
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

  /** Reads a HealthListRequest, which has no fields. */
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

  /** Only the low 64 bits count, as in protobuf: bits beyond them are dropped. */
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
      if (message[i] < 0) { // a decoder by default replaces nothing: it refuses
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(message, start, length)).toString();
      }
    }
    return new String(message, start, length, ISO_8859_1); // ASCII: the quick way
  }

  private int length() throws MalformedException {
    int length = (int) varint();
    require(length);
    return length;
  }

  /** So many bytes must be left. */
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
      default -> throw new MalformedException(); // the end of no group, or no wire type
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
